package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.codec.Codec;
import dev.ipc.journal.StepChild.Deed;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import dev.ipc.testkit.SteppedChild;
import dev.ipc.testkit.Steps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.wire.AbstractWire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills a process at each step of what it does with a journal. Before, items 1 and 2 were appended,
 * each to a file of its own, and the tailer "reader" has finished item 1; item 3 is the victim's.
 * After, what was acknowledged is there, the others go on at once, and the files are whole.
 */
@ExtendWith(LeakLedger.class)
@MayRemain(threads = {"background~resource~releaser", "process reaper"})
final class StepKillTest {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  /** Less than Chronicle Queue alone waits. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Places within Chronicle Queue, where it appends. */
  private static final Steps STEPS =
      Steps.ofProject()
          .with("header", AbstractWire.class, "updateHeader")
          .with("position", appender(), "lastIndex")
          .with("index", SingleChronicleQueueStore.class, "setPositionForSequenceNumber")
          .with("unlock", TableStoreWriteLock.class, "unlock")
          .with("file", SingleChronicleQueueBuilder.class, "createStore");

  private static Class<?> appender() {
    try {
      return Class.forName("net.openhft.chronicle.queue.impl.single.StoreAppender");
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A death.
   *
   * @param step where
   * @param deed what the victim did
   * @param items what is in the journal then
   * @param next what the reader gets first, before item 4, which is appended afterwards
   */
  record Death(String step, Deed deed, List<Long> items, long next) {
    @Override
    public String toString() {
      return step + " in " + deed;
    }
  }

  private static final List<Long> SAME = List.of(1L, 2L);
  private static final List<Long> MORE = List.of(1L, 2L, 3L);

  static final List<Death> DEATHS =
      List.of(
          new Death("journal.open", Deed.OPEN, SAME, 2),
          new Death("journal.append", Deed.APPEND, SAME, 2),
          new Death("file", Deed.APPEND, SAME, 2),
          new Death("header", Deed.APPEND, SAME, 2),
          new Death("position", Deed.APPEND, MORE, 2),
          new Death("index", Deed.APPEND, MORE, 2),
          new Death("unlock", Deed.APPEND, MORE, 2),
          new Death("journal.appended", Deed.APPEND, MORE, 2),
          new Death("journal.wake", Deed.APPEND, MORE, 2),
          new Death("journal.lease", Deed.LEASE, SAME, 2),
          new Death("journal.note", Deed.DONE, SAME, 2),
          new Death("journal.noted", Deed.DONE, SAME, 4),
          new Death("journal.release", Deed.CLOSE, SAME, 2),
          new Death("journal.forget", Deed.FORGET, SAME, 1),
          new Death("journal.trim", Deed.DELETE, SAME, 2),
          new Death("journal.trimmed", Deed.DELETE, List.of(2L), 2));

  @TempDir private Path parent;
  private Path folder;
  private final long now = System.currentTimeMillis() / MINUTE * MINUTE;

  @ParameterizedTest
  @FieldSource("DEATHS")
  void shouldGoOnWhenAProcessIsKilledAt(Death death) throws Exception {
    begin();
    kill(death.step(), death.deed());
    try (var journal = StepChild.open(folder, now)) {
      long start = System.nanoTime();
      assertThat(items(journal)).isEqualTo(death.items());
      journal.append(4L);
      try (var reader = journal.tailer("reader", SOON)) {
        assertThat(reader.lease().item()).isEqualTo(death.next());
      }
      assertThat(System.nanoTime() - start).isLessThan(SOON.toNanos());
      List<Long> all = new ArrayList<>(death.items());
      all.add(4L);
      assertThat(items(journal)).isEqualTo(all);
      assertWhole();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal.mend", "journal.mended"})
  void shouldMendAgainWhenWhoMendsIsKilledAt(String step) throws Exception {
    begin();
    try (var journal = StepChild.open(folder, now)) {
      kill(step, Deed.APPEND, journal.store()::pretendThatAWriterDied);
      journal.append(4L);
      assertThat(items(journal)).containsExactly(1L, 2L, 4L);
    }
    assertWhole();
  }

  @ParameterizedTest
  @CsvSource({"journal.drain, 3", "journal.drained, 4"})
  void shouldDrainAgainWhenAProcessIsKilledAt(String step, int count) throws Exception {
    begin();
    try (Shm shm = Shm.at(parent.resolve("queues"))) {
      SharedQueue<Long> queue = StepChild.queue(shm);
      queue.put(3L);
      kill(step, Deed.DRAIN);
      try (var journal = StepChild.open(folder, now)) {
        awaitOne(() -> journal.drain(queue, Duration.ZERO));
        assertThat(items(journal)).hasSize(count).startsWith(1L, 2L, 3L).endsWith(3L);
      }
    }
    assertWhole();
  }

  @ParameterizedTest
  @CsvSource({"journal.feed, 1", "journal.fed, 2"})
  void shouldFeedAgainWhenAProcessIsKilledAt(String step, int count) throws Exception {
    begin();
    try (Shm shm = Shm.at(parent.resolve("queues"))) {
      SharedQueue<Long> queue = StepChild.queue(shm);
      kill(step, Deed.FEED);
      try (var journal = StepChild.open(folder, now);
          var reader = journal.tailer("reader", SOON)) {
        assertThat(reader.feed(queue, Duration.ZERO)).isEqualTo(1);
      }
      for (int i = 0; i < count; i++) {
        assertThat(queue.take()).isEqualTo(2);
      }
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void shouldKillAtEachStepWhenItIsNamedInTheSources() {
    assertThat(
            Stream.concat(
                DEATHS.stream().map(Death::step).filter(step -> step.startsWith("journal.")),
                Stream.of(
                    "journal.mend",
                    "journal.mended",
                    "journal.drain",
                    "journal.drained",
                    "journal.feed",
                    "journal.fed")))
        .containsExactlyInAnyOrderElementsOf(
            Steps.all().stream().filter(step -> step.startsWith("journal.")).toList());
  }

  private void begin() throws Exception {
    folder = parent.resolve("journal");
    var options = JournalOptions.DEFAULTS.roll(Roll.MINUTELY).blockBytes(1 << 20);
    long[] clock = {now - 2 * MINUTE};
    try (var journal = JournalQueue.open(folder, Codec.of(Long.class), options, () -> clock[0])) {
      journal.append(1L);
      clock[0] += MINUTE;
      journal.append(2L);
      try (var reader = journal.tailer("reader", SOON)) {
        assertThat(reader.lease().done()).isTrue();
      }
    }
  }

  private void kill(String step, Deed deed) {
    kill(step, deed, () -> {});
  }

  private void kill(String step, Deed deed, Runnable whenOpened) {
    ChildCommand command =
        ChildCommand.of(StepChild.class, folder, deed, now)
            .withFlags(JournalFlags.all().toArray(String[]::new));
    try (SteppedChild victim =
        deed == Deed.OPEN ? command.startStepped(STEPS, step) : command.startStepped(STEPS)) {
      if (deed != Deed.OPEN) {
        victim.awaitLine("opened");
        whenOpened.run();
        victim.arm(step);
        victim.send("go");
      }
      victim.awaitStep(step);
      victim.kill();
    }
  }

  private static void awaitOne(Callable<Long> bridge) {
    Eventually.until(
        "the item is free again",
        () -> {
          try {
            return bridge.call() == 1;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static List<Long> items(JournalQueue<Long> journal) throws InterruptedException {
    List<Long> items = new ArrayList<>();
    try (var replay = journal.replay()) {
      replay.forEach(items::add, Duration.ZERO);
    }
    return items;
  }

  private void assertWhole() {
    assertThat(JournalQueue.verify(folder))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.problem()).isEmpty());
  }
}
