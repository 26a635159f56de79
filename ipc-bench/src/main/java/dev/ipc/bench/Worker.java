package dev.ipc.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that is measured. Workers in other languages talk in the same way:
 *
 * <ol>
 *   <li>it warms up in private, and writes {@code ready};
 *   <li>it reads {@code START STOP}, two moments of the monotonic clock in nanoseconds, works from
 *       one to the other in batches, and writes {@code OPERATIONS NANOS}, the time being its own
 *       from the first operation to the last;
 *   <li>it does that again, until its input ends.
 * </ol>
 *
 * <p>One that waits for a lock takes it once, and writes {@code 1 MOMENT}.
 */
final class Worker {
  private Worker() {}

  /** What does the job. */
  enum Tool {
    /** The toolkit. */
    IPC,
    /** A file lock and a mapped file. */
    FILE_LOCK,
    /** A mapped file and nothing else. */
    BARE
  }

  public static void main(String[] args) throws IOException {
    Tool tool = Tool.valueOf(args[0]);
    Job job = Job.valueOf(args[1]);
    Path memory = Path.of(args[2]);
    try (Work work = work(tool, job, memory)) {
      Path inPrivate = Workshop.newMemory();
      try (Work rehearsal = work(tool, job, inPrivate)) {
        rehearse(rehearsal, Duration.ofMillis(Long.parseLong(args[3])));
      } finally {
        Workshop.delete(inPrivate);
      }
      if (job == Job.HOLD) {
        work.take();
      }
      talk(work, job);
    }
  }

  private static Work work(Tool tool, Job job, Path memory) throws IOException {
    return switch (tool) {
      case IPC -> job == Job.ADD ? new SharedAddition(memory) : new SharedLocking(memory);
      case FILE_LOCK -> new FileLocking(memory);
      case BARE -> new BareAddition(memory);
    };
  }

  private static void rehearse(Work work, Duration time) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      work.batch();
    }
  }

  /** Does what it is told until nobody is there to tell. */
  private static void talk(Work work, Job job) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    String line = in.readLine();
    while (line != null) {
      if (job == Job.WAIT) {
        work.take();
        System.out.println("1 " + System.nanoTime());
      } else {
        String[] window = line.split(" ", -1);
        System.out.println(measure(work, Long.parseLong(window[0]), Long.parseLong(window[1])));
      }
      line = in.readLine();
    }
  }

  private static String measure(Work work, long start, long stop) throws IOException {
    while (System.nanoTime() - start < 0) {
      Thread.onSpinWait();
    }
    long operations = 0;
    long begin = System.nanoTime();
    long end;
    do {
      work.batch();
      operations += Work.BATCH;
      end = System.nanoTime();
    } while (end - stop < 0);
    return operations + " " + (end - begin);
  }
}
