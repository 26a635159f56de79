package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Starts producers and consumers, kills and stops them at random until all is put, looks that the
 * others go on, and judges what came.
 *
 * <p>A message that a put returned for must come exactly once, but that each kill of a consumer may
 * lose one that it had taken, or have one come again that it had on lease. One whose producer died
 * while it put may come or not.
 */
final class PostTrial implements AutoCloseable {
  private static final int MAX_PAUSE_NANOS = 300_000_000;
  private static final int MAX_STOP_NANOS = 300_000_000;

  private final String domain;
  private final Path file;
  private final PostBook book;
  private final long seed;
  private final Random random;
  private final Map<Post, SharedQueue<Post.Message>> queues = new EnumMap<>(Post.class);
  private final ChildJvm[] children = new ChildJvm[PostBook.SEATS];

  /** For each queue and producer, the messages that it was putting when it was killed. */
  private final Map<Post, List<Set<Integer>>> doubtful = new EnumMap<>(Post.class);

  private int killsOfProducers;
  private int killsOfConsumers;
  private int stops;
  private long longestNanos;

  PostTrial(String domain, Shm shm, Path file, PostBook book, long seed) {
    this.domain = domain;
    this.file = file;
    this.book = book;
    this.seed = seed;
    this.random = new Random(seed);
    for (Post post : Post.values()) {
      queues.put(post, post.open(shm));
      List<Set<Integer>> ofProducers = new ArrayList<>();
      for (int producer = 0; producer < PostBook.PRODUCERS; producer++) {
        ofProducers.add(new HashSet<>());
      }
      doubtful.put(post, ofProducers);
    }
  }

  /** Runs until all messages are put, or the time is over, and all of them came. */
  void run(Duration longest) throws InterruptedException {
    try {
      for (int seat = 0; seat < PostBook.SEATS; seat++) {
        start(seat);
      }
      for (ChildJvm child : children) {
        child.awaitLine("ready");
      }
      long start = System.nanoTime();
      while (!isAllPut() && System.nanoTime() - start < longest.toNanos()) {
        LockSupport.parkNanos(random.nextInt(MAX_PAUSE_NANOS));
        disturb();
      }
      book.stop();
      end(0, PostBook.PRODUCERS);
      queues.values().forEach(SharedQueue::shutdown);
      end(PostBook.PRODUCERS, PostBook.SEATS);
      judge(System.nanoTime() - start);
    } catch (Throwable t) {
      throw new AssertionError("seed=" + seed + ": " + t.getMessage(), t);
    }
  }

  private void start(int seat) {
    ChildCommand command =
        ChildCommand.of(PostChild.class, domain, file, seat, random.nextLong())
            .withFlags("-Xmx64m");
    if (random.nextBoolean()) {
      command = command.withFlags("-XX:TieredStopAtLevel=1");
    }
    if (random.nextInt(8) == 0) {
      command = command.withFlags("-Dipc.native=off");
    }
    children[seat] = command.start();
  }

  /** Stops one at times, kills others or it, and lets it go on. */
  private void disturb() {
    int stopped = random.nextInt(2 * PostBook.SEATS);
    if (stopped < PostBook.SEATS) {
      stop(stopped);
    }
    for (int kills = random.nextInt(4); kills > 0; kills--) {
      kill(random.nextInt(PostBook.SEATS));
    }
    if (stopped < PostBook.SEATS) {
      children[stopped].cont();
    }
    awaitMoves();
  }

  private void stop(int seat) {
    children[seat].stop();
    stops++;
    LockSupport.parkNanos(random.nextInt(MAX_STOP_NANOS));
  }

  private void kill(int seat) {
    children[seat].kill();
    children[seat].close();
    if (seat < PostBook.PRODUCERS) {
      killsOfProducers++;
      doubtful.forEach((post, ofProducers) -> {
        long putting = book.line(post, seat).get(PostBook.PUTTING);
        if (book.line(post, seat).get(PostBook.PUT) != putting) {
          ofProducers.get(seat).add((int) putting);
        }
      });
    } else {
      killsOfConsumers++;
    }
    start(seat);
  }

  /** Waits until each producer that is not at its end has put, and in each queue something came. */
  private void awaitMoves() {
    long start = System.nanoTime();
    for (Post post : Post.values()) {
      for (int producer = 0; producer < PostBook.PRODUCERS; producer++) {
        Line line = book.line(post, producer);
        long before = line.get(PostBook.PUT);
        await(() -> line.get(PostBook.PUT) != before || isAtEnd(line));
      }
      long before = turnsOfConsumers(post);
      await(() -> turnsOfConsumers(post) != before || isAllPut(post));
    }
    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
  }

  private boolean isAtEnd(Line producer) {
    return producer.get(PostBook.PUTTING) == book.messages();
  }

  private boolean isAllPut() {
    return Arrays.stream(Post.values()).allMatch(this::isAllPut);
  }

  private boolean isAllPut(Post post) {
    return IntStream.range(0, PostBook.PRODUCERS).allMatch(seat -> isAtEnd(book.line(post, seat)));
  }

  private long turnsOfConsumers(Post post) {
    long turns = 0;
    for (int seat = PostBook.PRODUCERS; seat < PostBook.SEATS; seat++) {
      turns += book.line(post, seat).get(Line.TURNS);
    }
    return turns;
  }

  private void await(BooleanSupplier condition) {
    if (!Eventually.holds(condition, Eventually.PATIENCE)) {
      throw new AssertionError(hang());
    }
  }

  private String hang() {
    StringBuilder text = new StringBuilder("hang: ").append(queues);
    for (ChildJvm child : children) {
      text.append("\n\n").append(Dump.of(child));
    }
    return text.toString();
  }

  private void end(int firstSeat, int endSeat) {
    for (int seat = firstSeat; seat < endSeat; seat++) {
      ChildJvm child = children[seat];
      await(() -> !child.handle().isAlive());
      check(child.awaitExit() == 0, "process ended badly", seat, child.lines(), child.errors());
    }
  }

  private void judge(long nanos) throws InterruptedException {
    for (Map.Entry<Post, SharedQueue<Post.Message>> each : queues.entrySet()) {
      SharedQueue<Post.Message> queue = each.getValue();
      check(queue.isEmpty(), "not empty at the end", queue);
      check(queue.join(Eventually.PATIENCE), "not all done at the end", queue);
    }
    long put = 0;
    long lost = 0;
    long again = 0;
    for (Post post : Post.values()) {
      for (int producer = 0; producer < PostBook.PRODUCERS; producer++) {
        Set<Integer> maybe = doubtful.get(post).get(producer);
        int last = (int) book.line(post, producer).get(PostBook.PUTTING);
        put += last;
        for (int number = 1; number <= last; number++) {
          int came = book.arrivals(post, producer, number);
          if (came == 0 && !maybe.contains(number)) {
            check(post == Post.TAKE, "lost, though by lease", producer, number);
            lost++;
          } else if (came > 1) {
            check(post == Post.LEASE, "came again, though taken", producer, number, came);
            again += came - 1;
          }
        }
      }
    }
    System.out.printf(
        "stress of queues: seed %d, %d s: %d messages, %d kills of producers, %d of consumers,"
            + " %d stops; lost with who took them %d, came again by lease %d; longest until all"
            + " went on %d ms%n",
        seed,
        nanos / 1_000_000_000,
        put,
        killsOfProducers,
        killsOfConsumers,
        stops,
        lost,
        again,
        longestNanos / 1_000_000);
    check(put > 0, "nothing was put");
    check(lost <= killsOfConsumers, "more lost than killed", lost, killsOfConsumers);
    check(again <= killsOfConsumers, "more came again than killed", again, killsOfConsumers);
  }

  @Override
  public void close() {
    for (ChildJvm child : children) {
      if (child != null) {
        child.close();
      }
    }
  }
}
