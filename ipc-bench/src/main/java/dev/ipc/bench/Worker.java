package dev.ipc.bench;

import dev.ipc.journal.JournalFlags;
import dev.ipc.sync.SharedSemaphore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that is measured. Workers in other languages talk in the same way:
 *
 * <ol>
 *   <li>it warms up in private, and writes {@code ready};
 *   <li>it reads {@code START STOP}, two moments of the monotonic clock in nanoseconds, works from
 *       one to the other in batches (sides that wait for each other agree on the last, as {@link
 *       Pair} does), and writes {@code OPERATIONS NANOS}, the time being its own from the first
 *       operation to the last;
 *   <li>it does that again, until its input ends.
 * </ol>
 *
 * <p>One that waits for a lock takes it once, and writes {@code 1 MOMENT}. One that has another
 * measure ({@link Work#told}) writes that instead of the time.
 */
final class Worker {
  private Worker() {}

  /** What does the job. */
  enum Tool {
    /** The toolkit. */
    IPC,
    /** The toolkit in a JVM that takes itself to have one core, so that nobody spins. */
    IPC_SLEEPING("-XX:ActiveProcessorCount=1"),
    /** The toolkit, with permits that come back when their process dies. */
    IPC_OWNED,
    /** A file lock and a mapped file. */
    FILE_LOCK,
    /** A mapped file and nothing else. */
    BARE,
    /** The ring buffer of Agrona for one producer. */
    AGRONA_ONE("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"),
    /** The ring buffer of Agrona for many producers. */
    AGRONA_MANY("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"),
    /** A channel of Aeron between processes. */
    AERON("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"),
    /** The toolkit's journal. */
    JOURNAL(JournalFlags.all().toArray(String[]::new)),
    /** A library that makes messages of objects. */
    KRYO("--sun-misc-unsafe-memory-access=allow"),
    /** The JDK's serialization. */
    SERIALIZATION,
    /** What the journal stands on. */
    CHRONICLE(JournalFlags.all().toArray(String[]::new));

    private final String flags;

    Tool(String... flags) {
      this.flags = String.join(" ", flags);
    }

    /** What its JVM needs. */
    List<String> flags() {
      return flags.isEmpty() ? List.of() : List.of(flags.split(" ", -1));
    }
  }

  public static void main(String[] args) throws Exception {
    Tool tool = Tool.valueOf(args[0]);
    Job job = Job.valueOf(args[1]);
    int side = Integer.parseInt(args[2]);
    Path memory = Path.of(args[3]);
    try (Work work = work(tool, job, side, memory)) {
      rehearse(tool, job, Duration.ofMillis(Long.parseLong(args[4])));
      if (job == Job.HOLD) {
        work.take();
      }
      talk(work, job);
    }
  }

  private static Work work(Tool tool, Job job, int side, Path memory)
      throws IOException, InterruptedException {
    return switch (tool) {
      case IPC -> CodecRows.does(job) ? CodecRows.work(tool, job) : ours(job, side, memory);
      case KRYO, SERIALIZATION -> CodecRows.work(tool, job);
      case IPC_OWNED -> new SharedPermits(memory, SharedSemaphore.owned(1));
      case FILE_LOCK -> new FileLocking(memory);
      case BARE -> bare(job, memory);
      case IPC_SLEEPING, AGRONA_ONE, AGRONA_MANY, AERON -> QueueWork.of(tool, job, side, memory);
      case JOURNAL -> JournalRows.work(tool, job, memory);
      case CHRONICLE ->
          job == Job.JOURNAL_APPEND || job == Job.JOURNAL_TAIL
              ? JournalRows.work(tool, job, memory)
              : QueueWork.of(tool, job, side, memory);
    };
  }

  private static Work ours(Job job, int side, Path memory) throws IOException {
    return switch (job) {
      case LOCK, HOLD, WAIT -> new SharedLocking(memory);
      case ADD -> new SharedAddition(memory);
      case SEMAPHORE -> new SharedPermits(memory, SharedSemaphore.counting(1));
      case READ -> new SharedReading(memory);
      case BARRIER -> new SharedMeeting(memory, side);
      case EVENT -> new SharedSignals(memory, side);
      case CONDITION -> new SharedTurns(memory, side);
      case QUEUE_32, QUEUE_TWO, QUEUE_1K, QUEUE_RTT, QUEUE_OBJECTS, PIPE_32, PIPE_1K, PIPE_RTT ->
          QueueWork.of(Tool.IPC, job, side, memory);
      case ARRAY_SET -> new SharedStores(memory);
      case ARRAY_SET_LOCKED -> new SharedLockedStores(memory);
      case ARRAY_FILL -> new SharedFilling(memory);
      case COUNT -> new SharedCounting(memory);
      case STRUCT_READ -> new SharedTrade.Reading(memory);
      case STRUCT_WRITE -> new SharedTrade.Writing(memory);
      default -> throw new IllegalArgumentException("a tool or a worker of its own does " + job);
    };
  }

  private static Work bare(Job job, Path memory) throws IOException {
    return switch (job) {
      case ADD, COUNT -> new BareAddition(memory);
      case ARRAY_SET -> new BareStores(memory);
      default -> throw new IllegalArgumentException("nothing bare does " + job);
    };
  }

  /** Works in private, in a thread for each side without which there is no operation. */
  private static void rehearse(Tool tool, Job job, Duration time) throws Exception {
    Path inPrivate = Workshop.newMemory();
    long start = System.nanoTime();
    Queue<Work> works = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(job.partners())) {
      List<Callable<String>> sides = new ArrayList<>();
      for (int i = 0; i < job.partners(); i++) {
        int side = i;
        sides.add(() -> {
          Work work = work(tool, job, side, inPrivate);
          works.add(work);
          return measure(work, start, start + time.toNanos());
        });
      }
      for (Future<String> side : threads.invokeAll(sides)) {
        side.get();
      }
    } finally {
      // Only when all are done, since none may leave while another is in the midst of something.
      for (Work work : works) {
        work.close();
      }
      Workshop.delete(inPrivate);
    }
  }

  /** Does what it is told until nobody is there to tell. */
  static void talk(Work work, Job job) throws Exception {
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

  static String measure(Work work, long start, long stop) throws Exception {
    while (System.nanoTime() - start < 0) {
      Thread.onSpinWait();
    }
    long operations = 0;
    long begin = System.nanoTime();
    long end;
    do {
      work.batch();
      operations += work.operations();
      end = System.nanoTime();
    } while (!work.isLast(end - stop >= 0));
    return operations + " " + work.told(end - begin);
  }
}
