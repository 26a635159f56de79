package dev.ipc.sync;

import static dev.ipc.sync.SharedSemaphoreLayout.AVAILABLE_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.LEDGER_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.MONITOR_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.MOST_OFFSET;

import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.Monitor;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Permits that belong to the process which took them, and come back when it dies.
 *
 * <p>The ledger is the truth; each change of it is one store, and {@code available} follows. A
 * death in between leaves a dirty lock, whose repair computes {@code available} anew. The permits
 * of a dead process are found by those who wait, once per bound, and by whoever gets its slot.
 */
final class OwnedPermits implements Permits, Resident {
  private final Home home;
  private final Block block;
  private final OwnerId self;
  private final Ledger ledger;
  private final Monitor monitor;

  OwnedPermits(Home home) {
    this.home = home;
    this.block = home.block();
    this.self = home.self();
    this.ledger = new Ledger(block, LEDGER_OFFSET);
    this.monitor =
        new Monitor(
            block.slice(MONITOR_OFFSET, LEDGER_OFFSET - MONITOR_OFFSET),
            home,
            Monitor.Wakes.ONE,
            death -> balance());
    home.attach(this);
  }

  private void balance() {
    block.setIntOpaque(AVAILABLE_OFFSET, Math.toIntExact(block.getInt(MOST_OFFSET) - ledger.sum()));
  }

  /** Takes permits in a section. */
  private boolean take(int count) {
    int free = block.getInt(AVAILABLE_OFFSET);
    int inherited = ledger.inherited(self);
    if (free + inherited < count) {
      return false;
    }
    // step: semaphore.take
    ledger.set(self, ledger.count(self) + count);
    // step: semaphore.taken
    block.setIntOpaque(AVAILABLE_OFFSET, free + inherited - count);
    return true;
  }

  @Override
  public boolean tryAcquire(int count) {
    return monitor.attempt(() -> take(count));
  }

  @Override
  public boolean acquire(int count, Deadline deadline) throws InterruptedException {
    BooleanSupplier take = () -> take(count);
    return monitor.await(deadline, take, this::takeFromDead);
  }

  @Override
  public void release(int count) {
    int[] had = new int[1];
    boolean released =
        monitor.change(
            count,
            () -> {
              had[0] = ledger.count(self);
              if (had[0] < count) {
                return false;
              }
              // step: semaphore.give
              ledger.set(self, had[0] - count);
              // step: semaphore.given
              block.setIntOpaque(AVAILABLE_OFFSET, block.getInt(AVAILABLE_OFFSET) + count);
              return true;
            });
    if (!released) {
      throw new IllegalStateException(
          "released too often: "
              + home.label()
              + ": count="
              + count
              + ", acquired by this process="
              + had[0]
              + "; each process releases what it acquired");
    }
  }

  /** Gives back what dead processes had. */
  private void takeFromDead() {
    List<Ledger.Entry> dead = ledger.dead(home.liveness(), self);
    if (dead.isEmpty()) {
      return;
    }
    monitor.change(
        Integer.MAX_VALUE,
        () -> {
          boolean any = false;
          for (Ledger.Entry entry : dead) {
            if (ledger.count(entry.owner()) != 0) {
              // step: semaphore.reclaim
              ledger.set(entry.owner(), 0);
              any = true;
            }
          }
          // step: semaphore.reclaimed
          balance();
          return any;
        });
    home.report("semaphore " + home.label() + " got back permits of the dead: " + dead);
  }

  @Override
  public int drain() {
    return monitor.<Integer, RuntimeException>locked(() -> {
      int free = block.getInt(AVAILABLE_OFFSET) + ledger.inherited(self);
      return free > 0 && take(free) ? free : 0;
    });
  }

  @Override
  public int available() {
    return block.getIntVolatile(AVAILABLE_OFFSET);
  }

  @Override
  public String holders() {
    return ledger.entries().stream()
            .map(entry -> ", " + entry.count() + " held by " + holder(entry.owner()))
            .collect(Collectors.joining())
        + (monitor.isAwaited() ? ", awaited" : "");
  }

  private String holder(OwnerId owner) {
    var pid = home.liveness().pid(owner);
    return pid.isPresent() ? "pid " + pid.getAsLong() : "member " + owner;
  }

  @Override
  public Optional<String> held() {
    int count = ledger.count(self);
    return count == 0
        ? Optional.empty()
        : Optional.of(count + " of its permits held by this process");
  }

  /** Those who wait are woken by the monitor. */
  @Override
  public void wakeAll() {}
}
