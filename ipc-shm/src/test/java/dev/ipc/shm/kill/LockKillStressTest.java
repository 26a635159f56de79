package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.kill.CountingChild.Guarded;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedLong;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kills processes at random moments, again and again, while they lock, count and unlock. */
@ExtendWith(LeakLedger.class)
final class LockKillStressTest {
  private static final String DOMAIN = "lock-stress";
  private static final int PROCESSES = 4;
  private static final int KILLS = Integer.getInteger("ipc.stress.kills", 200);

  @AfterEach
  void deleteDomain() throws IOException {
    DomainFolder.delete(DOMAIN);
  }

  @Test
  @Tag("stress")
  void shouldCountEachStepOnceWhenProcessesAreKilledAtRandom() throws InterruptedException {
    kill(KILLS);
  }

  @Test
  void shouldCountEachStepOnceWhenSomeProcessesAreKilledAtRandom() throws InterruptedException {
    kill(5);
  }

  private static void kill(int kills) throws InterruptedException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> outages = new ArrayList<>();
    try (Shm shm = Shm.named(DOMAIN)) {
      Guarded guarded = Guarded.in(shm);
      SharedLock lock = CountingChild.lock(shm, guarded);
      SharedLong stop = shm.openOrCreate("stop", SharedLong.initially(0));
      List<ChildJvm> children = new ArrayList<>();
      List<SharedLong> tallies = new ArrayList<>();
      try {
        for (int i = 0; i < PROCESSES; i++) {
          children.add(counting(shm, tallies));
        }
        for (int i = 0; i < kills; i++) {
          // The moment of the kill is what is random here; nothing waits for it to be right.
          LockSupport.parkNanos(random.nextInt(20_000_000));
          int victim = random.nextInt(PROCESSES);
          children.get(victim).kill();
          outages.add(nanosUntilOthersGoOn(guarded.count()));
          children.get(victim).close();
          children.set(victim, counting(shm, tallies));
        }
        stop.set(1);
        children.forEach(child -> child.awaitLine("stopped"));
        children.forEach(child -> assertThat(child.awaitExit()).isZero());
      } finally {
        children.forEach(ChildJvm::close);
      }
      long done = tallies.stream().mapToLong(SharedLong::get).sum();
      assertThat(lock.tryLock(Duration.ofSeconds(30))).isTrue();
      try {
        assertThat(guarded.count().get()).as("seed %s", seed).isBetween(done, done + kills);
        assertThat(guarded.copy().get()).isEqualTo(guarded.count().get());
      } finally {
        lock.unlock();
      }
      report(kills, done, outages);
    }
  }

  private static ChildJvm counting(Shm shm, List<SharedLong> tallies) {
    String name = "tally-" + tallies.size();
    ChildJvm child = ChildJvm.start(CountingChild.class, DOMAIN, name);
    child.awaitLine("counting");
    tallies.add(shm.open(name, SharedLong.KIND));
    return child;
  }

  private static long nanosUntilOthersGoOn(SharedLong count) {
    long reaped = System.nanoTime();
    long before = count.get();
    // A kill in the section makes the repair take one step back: any change is progress.
    Eventually.until("the others go on", () -> count.get() != before);
    return System.nanoTime() - reaped;
  }

  private static void report(int kills, long done, List<Long> outages) {
    long[] sorted = outages.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d kills, %d steps; others went on after at most %.1f ms (median %.2f ms)%n",
        kills, done, sorted[sorted.length - 1] / 1e6, sorted[sorted.length / 2] / 1e6);
  }
}
