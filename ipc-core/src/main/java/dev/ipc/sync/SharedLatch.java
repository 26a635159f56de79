package dev.ipc.sync;

import static dev.ipc.sync.SharedLatchLayout.BROKEN_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.COUNT_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.DEATH_MILLIS_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.DEATH_PID_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.INITIAL_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.OWED_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.PAID_COUNT_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.PAYMENT_OFFSET;

import dev.ipc.Death;
import dev.ipc.Kind;
import dev.ipc.OwnerDiedException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.Monitor;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Deadline;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets threads of any processes of a domain wait until something was done a number of times: a
 * count that goes down to 0, where the latch is open for ever. Like {@link
 * java.util.concurrent.CountDownLatch}, but a process that dies hangs nobody.
 *
 * <pre>{@code
 * SharedLatch ready = shm.create(SharedLatch.ofCount(3));
 * for (int i = 0; i < 3; i++) {
 *   JvmProcess.start(() -> {
 *     ready.register();
 *     prepare();
 *     ready.countDown();
 *   });
 * }
 * ready.await();
 * }</pre>
 *
 * <p>A process that <i>registers</i> owes the latch that many count-downs; its own ones pay its
 * debt first. If it dies while it owes, the latch is broken: everyone who waits, and who comes to
 * wait later, gets an {@link OwnerDiedException}, until the count is 0 all the same, because others
 * counted in its place; they may register for what it owed. Who waits notices a death within 25 ms
 * after the kernel has let go of the process. A process that counts down without having registered
 * is not missed if it dies before.
 *
 * <p>A process that owes cannot close its handle, nor leave the domain: it pays first, or gives up
 * with {@link #deregister}. One that ends nevertheless has died.
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #countDown} is visible to whoever found
 * the latch open, by {@link #await()} or by a {@link #count} of 0.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits</td><td>notice nothing</td></tr>
 * <tr><td>owes, or registers</td><td>get an {@code OwnerDiedException}, once it got to be
 *     registered</td></tr>
 * <tr><td>counts down</td><td>find it counted or not; a debt is paid if and only if it counted</td>
 * </tr>
 * <tr><td>has opened the latch but not yet woken the others</td><td>wake by themselves in 25 ms</td>
 * </tr>
 * </table>
 *
 * <h2>Overview</h2>
 *
 * <p>All changes are made under the lock of a {@link Monitor}. {@code count} is stored with release
 * (pair "latch") and may be read without the lock: it only goes down. Paying a debt changes two
 * places, so it is first written down as a whole, {@code paidCount} and then {@code payment}; from
 * there on it is paid, and whoever finds {@code payment} after a death does the rest, once more or
 * for the first time. To break the latch, who died is stored before {@code broken}, and the dead
 * one's entry is cleared last.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedLatch extends BoundObject {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedLatch> FORMAT =
      new Format<>(
          9,
          "latch",
          1,
          "count",
          SharedLatchLayout.bytes(1),
          (home, extra) -> new SharedLatch(home));

  /** Opens a latch. */
  public static final Kind<SharedLatch> KIND = FORMAT;

  private final transient Home home;
  private final transient OwnerId self;
  private final transient Block block;
  private final transient Ledger owed;
  private final transient Monitor monitor;

  private SharedLatch(Home home) {
    super(home);
    this.home = home;
    this.self = home.self();
    this.block = home.block();
    check();
    this.owed = new Ledger(block, OWED_OFFSET);
    this.monitor = new Monitor(block, home, Monitor.Wakes.ALL, death -> settle());
    home.attach(new Debtor());
  }

  private void check() {
    int initial = block.getInt(INITIAL_OFFSET);
    int count = block.getIntVolatile(COUNT_OFFSET);
    Registry.require(
        count >= 0 && count <= initial, home, "count=" + count + ", at first=" + initial);
    int broken = block.getIntVolatile(BROKEN_OFFSET);
    Registry.require((broken & ~1) == 0, home, "broken=" + broken + ", possible=0 or 1");
    long payment = block.getLongVolatile(PAYMENT_OFFSET);
    Registry.require(
        payment == 0 || (Registry.isOwner((int) (payment >>> 32)) && (int) payment >= 0),
        home,
        "payment=0x" + Long.toHexString(payment));
    int paidCount = block.getIntVolatile(PAID_COUNT_OFFSET);
    Registry.require(
        paidCount >= 0 && paidCount <= initial,
        home,
        "count after the last payment=" + paidCount + ", at first=" + initial);
    Registry.check(home, OWED_OFFSET);
  }

  /**
   * A latch that is to be counted down so often.
   *
   * @param count how often; with 0 it is open from the start
   * @return the spec
   * @throws IllegalArgumentException if the count is negative
   */
  public static Spec<SharedLatch> ofCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("not a latch: count=" + count + "; it is at least 0");
    }
    return new Blueprint<>(
        FORMAT,
        SharedLatchLayout::bytes,
        block -> {
          block.setInt(COUNT_OFFSET, count);
          block.setInt(INITIAL_OFFSET, count);
        },
        null);
  }

  /**
   * How often it has to be counted down still.
   *
   * @return 0 if the latch is open
   */
  public int count() {
    return block.getIntVolatile(COUNT_OFFSET);
  }

  /** Counts down by one, which opens the latch at 0. An open latch stays as it is. */
  public void countDown() {
    monitor.change(() -> {
      int count = count();
      if (count == 0) {
        return false;
      }
      int debt = owed.count(self);
      // step: latch.count
      if (debt == 0) {
        setCount(count - 1);
      } else {
        block.setInt(PAID_COUNT_OFFSET, count - 1);
        block.setLongRelease(PAYMENT_OFFSET, (long) self.bits() << 32 | debt - 1);
        // step: latch.paying
        settle();
      }
      // step: latch.counted
      return count == 1;
    });
  }

  /** Does what a payment says, if there is one; also again, after a death. */
  private void settle() {
    long payment = block.getLong(PAYMENT_OFFSET);
    if (payment != 0) {
      owed.set(OwnerId.ofBits((int) (payment >>> 32)), (int) payment);
      // step: latch.paid
      setCount(block.getInt(PAID_COUNT_OFFSET));
      // step: latch.settled
      block.setLongRelease(PAYMENT_OFFSET, 0);
    }
  }

  private void setCount(int count) {
    block.setIntVolatile(COUNT_OFFSET, count);
  }

  /**
   * Waits until the latch is open.
   *
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws OwnerDiedException if a process died that owed a count-down
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
   */
  public void await() throws InterruptedException {
    await(Deadline.NEVER);
  }

  /**
   * Waits until the latch is open, but only for some time.
   *
   * @param timeout how long to wait; zero or less makes one look
   * @return false if the time is over and the latch is not open
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws OwnerDiedException if a process died that owed a count-down
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return await(Deadline.in(home.parker(), timeout));
  }

  /**
   * Waits until the latch is open, but only for some time; see {@link #await(Duration)}.
   *
   * @param time how long to wait, in that unit
   * @param unit the unit
   * @return false if the time is over and the latch is not open
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws OwnerDiedException if a process died that owed a count-down
   */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(Duration.ofNanos(unit.toNanos(time)));
  }

  private boolean await(Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for " + label());
    }
    if (count() == 0) {
      return true;
    }
    if (!monitor.await(deadline, () -> count() == 0 || isBroken(), this::lookForDead)) {
      return false;
    }
    if (count() != 0) {
      throw died();
    }
    return true;
  }

  private boolean isBroken() {
    return block.getIntVolatile(BROKEN_OFFSET) != 0;
  }

  /** Breaks the latch if somebody died who owes. */
  private void lookForDead() {
    List<Ledger.Entry> dead = owed.dead(home.liveness(), self);
    for (Ledger.Entry entry : dead) {
      OwnerId owner = entry.owner();
      long pid = home.liveness().pid(owner).orElse(0);
      boolean broke =
          monitor.change(() -> owed.count(owner) != 0 && breakUp(pid, () -> owed.set(owner, 0)));
      if (broke) {
        home.report("latch " + label() + " broken: pid=" + pid + " died, member=" + owner);
      }
    }
  }

  /** Breaks the latch unless it is open or broken. */
  private boolean breakUp(long pid, Runnable forget) {
    boolean breaks = count() != 0 && !isBroken();
    if (breaks) {
      block.setLong(DEATH_PID_OFFSET, pid);
      block.setLong(DEATH_MILLIS_OFFSET, System.currentTimeMillis());
      // step: latch.break
      block.setIntVolatile(BROKEN_OFFSET, 1);
      // step: latch.broken
    }
    forget.run();
    return breaks;
  }

  private OwnerDiedException died() {
    Death death = death();
    return new OwnerDiedException(
        label()
            + " will not open by itself: "
            + death
            + " while it owed a count-down, count="
            + count()
            + "; count down in its place, or use another latch",
        death);
  }

  private Death death() {
    return new Death(
        block.getLongVolatile(DEATH_PID_OFFSET),
        Instant.ofEpochMilli(block.getLongVolatile(DEATH_MILLIS_OFFSET)));
  }

  /** Has this process owe one count-down more. */
  public void register() {
    register(1);
  }

  /**
   * Has this process owe more count-downs: if it dies before they are made, the latch is broken.
   *
   * @param owed how many more, at least 1
   * @throws IllegalArgumentException if that is less than 1
   * @throws IllegalStateException if more would be owed, by all together, than are left to count
   */
  public void register(int owed) {
    if (owed < 1) {
      throw new IllegalArgumentException(
          "cannot register with " + label() + ": owed=" + owed + "; it is at least 1");
    }
    long[] open = {0};
    monitor.change(() -> {
      boolean broke = this.owed.inherited(self) != 0 && breakUp(0, () -> this.owed.set(self, 0));
      open[0] = count() - this.owed.sum();
      if (owed <= open[0]) {
        // step: latch.register
        this.owed.set(self, this.owed.count(self) + owed);
        // step: latch.registered
      }
      return broke;
    });
    if (owed > open[0]) {
      throw new IllegalStateException(
          "cannot register with "
              + label()
              + ": owed="
              + owed
              + ", not owed by anybody yet="
              + Math.max(0, open[0])
              + ", count="
              + count()
              + "; register less, or create the latch with a higher count");
    }
  }

  /** Gives up what this process owes: it may end then without breaking anything. */
  public void deregister() {
    monitor.<Boolean, RuntimeException>locked(() -> {
      if (owed.count(self) != 0) {
        owed.set(self, 0);
      }
      return true;
    });
  }

  /**
   * How many count-downs this process owes, at this moment.
   *
   * @return 0 if it did not register, or has paid
   */
  public int owed() {
    return count() == 0 ? 0 : owed.count(self);
  }

  @Override
  protected String state() {
    int count = count();
    if (count == 0) {
      return "open";
    }
    return count
        + " of "
        + block.getInt(INITIAL_OFFSET)
        + " left"
        + (isBroken() ? ", broken by the death of " + death() : "")
        + Registry.describe(owed, home.liveness(), ", owed by: ");
  }

  /** What this process means to the others when it leaves. */
  private final class Debtor implements Resident {
    @Override
    public Optional<String> held() {
      int debt = owed();
      return debt == 0
          ? Optional.empty()
          : Optional.of("owed " + debt + " count-downs by this process");
    }

    @Override
    public void wakeAll() {}

    @Override
    public void tend() {}
  }
}
