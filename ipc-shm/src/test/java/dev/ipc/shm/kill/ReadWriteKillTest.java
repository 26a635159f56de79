package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.Repair;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.sync.SharedReadWriteLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills a process at each step of reading and writing; readers and writers of this JVM go on. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // the victim never unlocks
final class ReadWriteKillTest {
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  private Shm shm;
  private SharedLong first;
  private SharedLong second;
  private SharedInt flag;
  private SharedReadWriteLock lock;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    first = shm.create(SharedLong.initially(0));
    second = shm.create(SharedLong.initially(0));
    flag = shm.create(SharedInt.initially(0));
    lock = shm.create(SharedReadWriteLock.reentrant(repair(first, second)));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private static Repair repair(SharedLong from, SharedLong to) {
    return death -> to.set(from.get());
  }

  static List<String> reading() {
    return List.of("rw.claim", "rw.enter", "rw.entered", "rw.reading", "rw.left");
  }

  static List<String> draining() {
    return List.of("rw.drain", "rw.drained");
  }

  static List<String> clearing() {
    return List.of("rw.clear", "rw.cleared");
  }

  static List<String> repairing() {
    return List.of("rw.repair", "rw.repaired");
  }

  static Stream<String> steps() {
    return Stream.of(reading(), draining(), clearing(), repairing(), List.of("rw.released"))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("reading")
  void shouldGoOnWhenReaderIsKilled(String step) throws InterruptedException {
    SharedReadWriteLock shared = lock;
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(() -> shared.readLock().locked(() -> {}));
      victim.stepped().awaitStep(step);
      Background<Void> writer = writer();
      // The writer may have it at the one moment, and be through at the next.
      Eventually.until(
          "this process reads, or the writer writes",
          () -> lock.readLock().tryLock() || lock.writerPid().isPresent());
      if (lock.readLock().isHeldByCurrentThread()) {
        lock.readLock().unlock();
      }
      victim.kill();
      writer.result();
    }
    assertOthersGoOn(1);
  }

  @ParameterizedTest
  @MethodSource("draining")
  void shouldGoOnWhenWriterIsKilledThatWaitsForReaders(String step) throws InterruptedException {
    SharedReadWriteLock shared = lock;
    lock.readLock().lock();
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(() -> shared.writeLock().lock());
      if (step.equals("rw.drained")) {
        Eventually.until("the writer waits", lock::hasWaiters);
        lock.readLock().unlock();
      }
      victim.stepped().awaitStep(step);
      Background<Long> reader = reader();
      Background<Void> writer = writer();
      victim.kill();
      if (step.equals("rw.drain")) {
        lock.readLock().unlock();
      }
      assertThat(reader.result()).isZero();
      writer.result();
    }
    assertOthersGoOn(1);
  }

  @ParameterizedTest
  @MethodSource("clearing")
  void shouldGoOnWhenWriterIsKilledThatClearsADeadReader(String step) throws InterruptedException {
    SharedReadWriteLock shared = lock;
    SharedInt reads = flag;
    try (Partner reader = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      reader.perform(() -> {
        shared.readLock().lock();
        reads.set(1);
      });
      assertThat(lock.readers()).isEqualTo(1);
      reader.kill();
      victim.start(() -> shared.writeLock().lock());
      victim.stepped().awaitStep(step);
      Background<Void> writer = writer();
      victim.kill();
      writer.result();
    }
    assertOthersGoOn(1);
  }

  @ParameterizedTest
  @MethodSource("repairing")
  void shouldRepairInTurnWhenReaderIsKilledThatRepairs(String step) throws InterruptedException {
    SharedReadWriteLock shared = lock;
    SharedLong half = first;
    try (Partner dead = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      dead.perform(() -> {
        shared.writeLock().lock();
        half.setPlain(half.getPlain() + 1);
      });
      dead.kill();
      victim.start(() -> shared.readLock().lock());
      victim.stepped().awaitStep(step);
      victim.kill();
      Background<Long> reader = reader();
      assertThat(reader.result()).isZero();
      assertThat(second.get()).as("repaired").isEqualTo(1);
    }
    assertOthersGoOn(1);
  }

  @ParameterizedTest
  @MethodSource("released")
  void shouldGoOnWhenWriterIsKilledThatDidNotYetWakeReaders(String step)
      throws InterruptedException {
    SharedReadWriteLock shared = lock;
    SharedInt written = flag;
    try (Partner victim = Partner.startStepped()) {
      victim.start(() -> {
        shared.writeLock().lock();
        written.set(1);
        Eventually.until("it is told to go on", () -> written.get() == 2);
        shared.writeLock().unlock();
      });
      Eventually.until("it writes", () -> flag.get() == 1);
      Background<Long> reader = reader();
      reader.awaitParked();
      victim.stepped().arm(step);
      flag.set(2);
      victim.stepped().awaitStep(step);
      assertThat(reader.result()).isZero();
      victim.kill();
    }
    assertOthersGoOn(0);
  }

  static List<String> released() {
    return List.of("rw.released");
  }

  private Background<Void> writer() {
    return Background.start(() ->
        lock.writeLock()
            .locked(() -> {
              first.setPlain(first.getPlain() + 1);
              second.setPlain(second.getPlain() + 1);
            }));
  }

  /** What is wrong with the data. */
  private Background<Long> reader() {
    return Background.of(() ->
        lock.readLock().<Long, RuntimeException>locked(() -> first.getPlain() - second.getPlain()));
  }

  private void assertOthersGoOn(long passed) throws InterruptedException {
    assertThat(reader().result()).isZero();
    assertThat(lock.writeLock().tryLock(GENEROUS)).isTrue();
    lock.writeLock().unlock();
    assertThat(lock.readLock().tryLock(GENEROUS)).isTrue();
    lock.readLock().unlock();
    assertThat(first.get()).isEqualTo(passed).isEqualTo(second.get());
    assertThat(lock.toString()).contains("[free, ");
  }
}
