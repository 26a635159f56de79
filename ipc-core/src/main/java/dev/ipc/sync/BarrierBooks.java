package dev.ipc.sync;

import static dev.ipc.sync.SharedBarrierLayout.ACTOR_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.ARRIVALS_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.BROKEN_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.CAUSE_MILLIS_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.CAUSE_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.CAUSE_PID_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.HAS_ACTION_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.LAST_BROKEN_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.OUTCOMES_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.PARTIES_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.PASS_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.REGISTERED_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.SINCE_OFFSET;
import static dev.ipc.sync.SharedBarrierLayout.TIMEOUT_OFFSET;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a barrier knows of its passes. Changed under the lock of the barrier's monitor.
 *
 * <h2>Overview</h2>
 *
 * <p>A pass has a number, and ends either whole or broken: then {@code pass} is the next number,
 * which is stored last, with release; who acquires it (pair "pass") finds how the pass ended, and
 * what the threads did before they arrived. Arrivals and the actor are stored together with the
 * number of their pass, so that they are void when it has ended, and nothing need be cleared.
 *
 * <p>A thread that comes back late, after other passes, must still learn how its own one ended. If
 * none was broken since it arrived, {@code lastBroken} says so. Otherwise {@code outcomes} knows it
 * of the last 63 passes. A thread that missed more takes its pass for broken: one of those that it
 * slept through was.
 *
 * <p>Arriving, ending whole, and naming an actor are each one store that counts. Breaking is two:
 * {@code lastBroken} becomes the running pass, then the pass ends. If its process dies between
 * them, {@link #repair} finds a running pass that is broken, and ends it.
 */
final class BarrierBooks {
  private static final int REMEMBERED = 64;

  /** Why a pass was broken. The numbers are in files. */
  enum Cause {
    NONE(0, "did nothing"),
    DIED(1, "died, as a registered party"),
    DIED_ACTING(2, "died while it ran the action"),
    ABORTED(3, "aborted it"),
    TIMED_OUT(4, "timed out waiting"),
    INTERRUPTED(5, "had a thread interrupted in it"),
    ACTION_FAILED(6, "ran the action, which failed"),
    RESET(7, "reset it while others waited"),
    CLOSED(8, "closed its handle while it waited");

    private final int number;
    private final String phrase;

    Cause(int number, String phrase) {
      this.number = number;
      this.phrase = phrase;
    }

    static Optional<Cause> of(int number) {
      return Arrays.stream(values()).filter(cause -> cause.number == number).findFirst();
    }
  }

  private final Block block;

  BarrierBooks(Block block) {
    this.block = block;
  }

  /** Refuses memory that is not a barrier's. */
  static void check(Home home) {
    Block block = home.block();
    int parties = block.getInt(PARTIES_OFFSET);
    int hasAction = block.getInt(HAS_ACTION_OFFSET);
    long timeout = block.getLong(TIMEOUT_OFFSET);
    Registry.require(parties >= 1, home, "parties=" + parties + ", at least=1");
    Registry.require((hasAction & ~1) == 0, home, "hasAction=" + hasAction + ", possible=0 or 1");
    Registry.require(timeout >= 0, home, "default timeout=" + timeout + " ns");
    int broken = block.getIntVolatile(BROKEN_OFFSET);
    Registry.require((broken & ~1) == 0, home, "broken=" + broken + ", possible=0 or 1");
    int cause = block.getIntVolatile(CAUSE_OFFSET);
    Registry.require(Cause.of(cause).isPresent(), home, "cause=" + cause);
    long last = block.getLongVolatile(LAST_BROKEN_OFFSET); // before pass, which is never less
    long pass = block.getLongVolatile(PASS_OFFSET);
    Registry.require(
        last >= 0 && pass >= 1 && last <= pass, home, "pass=" + pass + ", last broken=" + last);
    int arrived = (int) block.getLongVolatile(ARRIVALS_OFFSET);
    Registry.require(
        arrived >= 0 && arrived < parties, home, "arrived=" + arrived + ", parties=" + parties);
    int actor = (int) block.getLongVolatile(ACTOR_OFFSET);
    Registry.require(actor == 0 || Registry.isOwner(actor), home, "actor=" + actor);
    Registry.check(home, REGISTERED_OFFSET);
  }

  long pass() {
    return block.getLongAcquire(PASS_OFFSET);
  }

  boolean isBroken() {
    return block.getIntVolatile(BROKEN_OFFSET) != 0;
  }

  /** The number of the pass that was broken last, or 0. */
  long lastBroken() {
    return block.getLongAcquire(LAST_BROKEN_OFFSET);
  }

  int arrived() {
    return ofThisPass(block.getLongAcquire(ARRIVALS_OFFSET));
  }

  void setArrived(int threads) {
    block.setLongRelease(ARRIVALS_OFFSET, inThisPass(threads));
  }

  void setSince(long nanos) {
    block.setLong(SINCE_OFFSET, nanos);
  }

  /** Whether a pass that somebody has arrived in began longer ago, or on another clock. */
  boolean isOlder(long nowNanos, long ageNanos) {
    long age = nowNanos - block.getLong(SINCE_OFFSET);
    return age < 0 || age > ageNanos;
  }

  /** The bits of who runs the action now, or 0. */
  int actorBits() {
    return ofThisPass(block.getLongAcquire(ACTOR_OFFSET));
  }

  void setActor(OwnerId actor) {
    block.setLongRelease(ACTOR_OFFSET, inThisPass(actor.bits()));
  }

  private long inThisPass(int what) {
    return pass() << 32 | Integer.toUnsignedLong(what);
  }

  private int ofThisPass(long word) {
    return (int) (word >>> 32) == (int) pass() ? (int) word : 0;
  }

  /** Ends the running pass whole. */
  void finish() {
    setOutcome(0);
    // step: barrier.finish
    next();
    // step: barrier.finished
  }

  /** Ends the running pass broken; no other begins before {@link #mend}. */
  void breakUp(Cause cause, long pid) {
    // step: barrier.break
    block.setInt(CAUSE_OFFSET, cause.number);
    block.setLong(CAUSE_PID_OFFSET, pid);
    block.setLong(CAUSE_MILLIS_OFFSET, System.currentTimeMillis());
    setOutcome(1);
    block.setLongRelease(LAST_BROKEN_OFFSET, pass());
    // step: barrier.breaking
    endBroken();
    // step: barrier.broken
  }

  private void endBroken() {
    block.setIntVolatile(BROKEN_OFFSET, 1);
    next();
  }

  private void setOutcome(long broken) {
    int bit = (int) (pass() % REMEMBERED);
    long others = block.getLong(OUTCOMES_OFFSET) & ~(1L << bit);
    block.setLong(OUTCOMES_OFFSET, others | broken << bit);
  }

  private void next() {
    block.setLongRelease(PASS_OFFSET, pass() + 1);
  }

  /** Lets threads arrive again. */
  void mend() {
    block.setIntVolatile(BROKEN_OFFSET, 0);
  }

  /** Ends a pass that somebody died in breaking. */
  void repair() {
    if (lastBroken() == pass()) {
      endBroken();
    }
  }

  /** Whether a pass that has ended surely ended whole. Needs no lock. */
  boolean isSurelyWhole(long ended) {
    return lastBroken() < ended;
  }

  /** Whether a pass that has ended did so whole. */
  boolean isWhole(long ended) {
    if (lastBroken() <= ended || pass() - ended >= REMEMBERED) {
      return lastBroken() < ended;
    }
    return (block.getLong(OUTCOMES_OFFSET) >>> (ended % REMEMBERED) & 1) == 0;
  }

  /** Why the last broken pass was broken. */
  String why() {
    Cause cause = Cause.of(block.getIntVolatile(CAUSE_OFFSET)).orElse(Cause.NONE);
    long pid = block.getLongVolatile(CAUSE_PID_OFFSET);
    return "process "
        + (pid == 0 ? "(pid unknown) " : pid + " ")
        + cause.phrase
        + " at "
        + Instant.ofEpochMilli(block.getLongVolatile(CAUSE_MILLIS_OFFSET));
  }
}
