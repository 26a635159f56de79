package dev.ipc.testkit;

import dev.ipc.memory.Block;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Parker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waiting by a script, on a clock that only the script moves. All users of one parker share its
 * clock and its sleepers, as processes share the kernel.
 *
 * <p>{@link #skipping()} never blocks: a sleep moves the clock by what was asked and is over.
 * {@link #blocking()} blocks the thread until a wake-up, an interrupt, or {@link #advance} ends its
 * time. Both return at once if the word is not what the sleeper expects.
 */
public final class ScriptedParker implements Parker {
  /**
   * A sleep that was asked for.
   *
   * @param offset byte offset of the word
   * @param expected the value on which the thread sleeps
   * @param nanos the longest sleep
   * @param atNanos the clock when it was asked for
   */
  public record Park(long offset, int expected, long nanos, long atNanos) {}

  /**
   * A wake-up that was sent.
   *
   * @param offset byte offset of the word
   * @param count how many sleepers at least
   */
  public record Wake(long offset, int count) {}

  private static final int REMEMBERED = 10_000;

  /** A thread that sleeps. Wakers tell words apart by where they are. */
  private static final class Sleeper {
    final @Nullable Object base;
    final long address;
    final long untilNanos;
    boolean woken;

    Sleeper(Block block, long offset, long untilNanos) {
      this.base = base(block);
      this.address = block.address(offset);
      this.untilNanos = untilNanos;
    }
  }

  private final boolean blocking;

  /** Guards all of the state below, by its monitor, which a stack overflow leaves in order. */
  private final List<Sleeper> sleepers = new ArrayList<>();

  private final List<Park> parks = new ArrayList<>();
  private final List<Wake> wakes = new ArrayList<>();
  private volatile Consumer<Park> onPark = park -> {};
  private volatile Consumer<Wake> onWake = wake -> {};
  private volatile int spins;
  private long now;

  private ScriptedParker(boolean blocking) {
    this.blocking = blocking;
  }

  /**
   * A parker whose sleeps move the clock and end at once.
   *
   * @return the parker
   */
  public static ScriptedParker skipping() {
    return new ScriptedParker(false);
  }

  /**
   * A parker whose sleeps last until the script ends them.
   *
   * @return the parker
   */
  public static ScriptedParker blocking() {
    return new ScriptedParker(true);
  }

  /**
   * Whether sleeps end at once.
   *
   * @return true if this is {@link #skipping}
   */
  public boolean isSkipping() {
    return !blocking;
  }

  /**
   * Has something happen in the sleeping thread whenever it is about to sleep: what another process
   * does just then. The word is compared afterwards.
   *
   * @param event what happens
   * @return this
   */
  public ScriptedParker onPark(Consumer<Park> event) {
    onPark = event;
    return this;
  }

  /**
   * Has something happen in the waking thread whenever it is about to wake others.
   *
   * @param event what happens
   * @return this
   */
  public ScriptedParker onWake(Consumer<Wake> event) {
    onWake = event;
    return this;
  }

  /**
   * Sets how often waiters spin; 0 if never called.
   *
   * @param count the answer of {@link #spins}
   * @return this
   */
  public ScriptedParker withSpins(int count) {
    spins = count;
    return this;
  }

  @Override
  public long nanoTime() {
    synchronized (sleepers) {
      return now;
    }
  }

  @Override
  public void park(Block block, long offset, int expected, long nanos) {
    Park park = new Park(offset, expected, nanos, nanoTime());
    remember(parks, park);
    onPark.accept(park);
    synchronized (sleepers) {
      if (nanos <= 0 || block.getIntVolatile(offset) != expected) {
        return;
      }
      if (blocking) {
        sleep(new Sleeper(block, offset, park.atNanos + nanos));
      } else {
        now += nanos;
      }
    }
  }

  private void sleep(Sleeper sleeper) {
    sleepers.add(sleeper);
    sleepers.notifyAll();
    long start = System.nanoTime();
    try {
      while (!sleeper.woken && now - sleeper.untilNanos < 0) {
        if (isPatienceOver(start)) {
          throw new AssertionError("the script left a sleeper alone: clock=" + now);
        }
        sleepers.wait(Eventually.PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sleepers.remove(sleeper);
      sleepers.notifyAll();
    }
  }

  @Override
  public void wake(Block block, long offset, int count) {
    Wake wake = new Wake(offset, count);
    remember(wakes, wake);
    onWake.accept(wake);
    synchronized (sleepers) {
      Object base = base(block);
      long address = block.address(offset);
      int left = count;
      for (Iterator<Sleeper> each = sleepers.iterator(); each.hasNext() && left > 0; ) {
        Sleeper sleeper = each.next();
        if (!sleeper.woken && Objects.equals(sleeper.base, base) && sleeper.address == address) {
          sleeper.woken = true;
          left--;
        }
      }
      sleepers.notifyAll();
    }
  }

  @Override
  public int spins() {
    return spins;
  }

  @Override
  public AsymmetricFence fence() {
    return AsymmetricFence.NONE;
  }

  /**
   * Moves the clock, which ends the sleeps whose time is over.
   *
   * @param time how far
   */
  public void advance(Duration time) {
    synchronized (sleepers) {
      now += time.toNanos();
      sleepers.notifyAll();
    }
  }

  /** Ends all sleeps for no reason. */
  public void wakeForNoReason() {
    synchronized (sleepers) {
      sleepers.forEach(sleeper -> sleeper.woken = true);
      sleepers.notifyAll();
    }
  }

  /**
   * Waits until so many threads sleep.
   *
   * @param count how many, exactly
   * @throws AssertionError if it does not happen for {@link Eventually#PATIENCE}
   */
  public void awaitSleepers(int count) {
    long start = System.nanoTime();
    try {
      synchronized (sleepers) {
        while (asleep() != count) {
          if (isPatienceOver(start)) {
            throw new AssertionError("sleepers: expected=" + count + ", found=" + asleep());
          }
          sleepers.wait(Eventually.PATIENCE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for sleepers", e);
    }
  }

  private static boolean isPatienceOver(long startNanos) {
    return System.nanoTime() - startNanos >= Eventually.PATIENCE.toNanos();
  }

  private long asleep() {
    return sleepers.stream()
        .filter(sleeper -> !sleeper.woken && now - sleeper.untilNanos < 0)
        .count();
  }

  /**
   * The sleeps that were asked for so far; the first ten thousand of them.
   *
   * @return in order
   */
  public List<Park> parks() {
    return copy(parks);
  }

  /**
   * The wake-ups that were sent so far; the first ten thousand of them.
   *
   * @return in order
   */
  public List<Wake> wakes() {
    return copy(wakes);
  }

  private <T> void remember(List<T> list, T event) {
    synchronized (sleepers) {
      if (list.size() < REMEMBERED) {
        list.add(event);
      }
    }
  }

  private <T> List<T> copy(List<T> list) {
    synchronized (sleepers) {
      return List.copyOf(list);
    }
  }

  private static @Nullable Object base(Block block) {
    return block.segment().heapBase().orElse(null);
  }
}
