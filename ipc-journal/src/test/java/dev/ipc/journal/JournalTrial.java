package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Starts writers and readers, kills them at random, starts them again, and judges what came. */
final class JournalTrial implements AutoCloseable {
  private static final int SEATS = TrialBook.WRITERS + TrialBook.READERS;
  private static final int MAX_PAUSE_NANOS = 500_000_000;

  private final String domain = "journal-trial-" + ProcessHandle.current().pid();
  private final Path folder;
  private final Shm shm = Shm.named(domain);
  private final TrialBook book = new TrialBook(shm);
  private final long start = System.currentTimeMillis();
  private final Random random;
  private final ChildJvm[] children = new ChildJvm[SEATS];
  private final int[] lives = new int[SEATS];
  private int kills;
  private long longestNanos;

  JournalTrial(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  void run(Duration time) {
    for (int seat = 0; seat < SEATS; seat++) {
      start(seat);
    }
    for (ChildJvm child : children) {
      child.awaitLine("ready");
    }
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      LockSupport.parkNanos(random.nextInt(MAX_PAUSE_NANOS));
      int victim = random.nextInt(SEATS);
      kill(victim);
      if (random.nextInt(4) == 0) {
        kill((victim + 1) % SEATS);
      }
      awaitMoves();
    }
    book.stop();
    for (int seat = 0; seat < TrialBook.WRITERS; seat++) {
      end(seat);
    }
    for (int seat = TrialBook.WRITERS; seat < SEATS; seat++) {
      end(seat);
    }
    judge();
  }

  private void start(int seat) {
    children[seat] =
        ChildCommand.of(TrialChild.class, domain, folder, seat, lives[seat]++, start)
            .withFlags(JournalFlags.all().toArray(String[]::new))
            .withFlags("-XX:TieredStopAtLevel=1", "-Xmx128m", "-Xshare:auto")
            .start();
  }

  private void kill(int seat) {
    assertNoFault(seat);
    children[seat].kill();
    children[seat].close();
    kills++;
    start(seat);
  }

  private void assertNoFault(int seat) {
    assertThat(children[seat].lines()).noneMatch(line -> line.startsWith("fault"));
  }

  /** All go on, also those that were just killed. */
  private void awaitMoves() {
    long begin = System.nanoTime();
    long[] before = new long[SEATS];
    for (int seat = 0; seat < SEATS; seat++) {
      before[seat] = book.moves(seat);
    }
    for (int i = 0; i < SEATS; i++) {
      int seat = i;
      boolean moved =
          Eventually.holds(() -> book.moves(seat) > before[seat], Duration.ofSeconds(40));
      assertThat(moved)
          .as(() ->
              "seat " + seat + " goes on: " + children[seat].lines() + children[seat].errors())
          .isTrue();
    }
    longestNanos = Math.max(longestNanos, System.nanoTime() - begin);
  }

  private void end(int seat) {
    children[seat].awaitExit();
    assertThat(children[seat].lines())
        .as(() -> "seat " + seat + ": " + children[seat].errors())
        .containsExactly("ready", "done");
    children[seat].close();
  }

  private void judge() {
    for (int reader = 0; reader < TrialBook.READERS; reader++) {
      for (int writer = 0; writer < TrialBook.WRITERS; writer++) {
        assertThat(book.seen(reader, writer))
            .as("reader " + reader + " has had all of writer " + writer)
            .isEqualTo(book.acknowledged(writer));
      }
    }
    assertThat(JournalQueue.verify(folder))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.problem()).isEmpty());
    System.err.printf(
        "journal trial: %d kills, %d items, longest until all had gone on %d ms%n",
        kills, book.acknowledged(0) + book.acknowledged(1), longestNanos / 1_000_000);
  }

  @Override
  public void close() {
    Stream.of(children).filter(child -> child != null).forEach(ChildJvm::close);
    Path place = shm.folder();
    shm.close();
    Folders.delete(place);
  }
}
