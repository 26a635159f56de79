package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.memory.Updates;
import java.io.Serial;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} that processes share.
 *
 * <p>Each method is atomic for itself: no other process sees it half done, and a process that dies
 * in it has either done it or not. A sequence such as {@code set(get() + 1)} is not; use {@link
 * #addAndGet} or hold the {@linkplain SharedValue#lock lock}.
 *
 * <p><b>Memory effects:</b> all methods are sequentially consistent, as those of {@link
 * java.util.concurrent.atomic.AtomicLong}, except {@link #getPlain} and {@link #setPlain}, which
 * order nothing and are meant for use under a lock. Arithmetic wraps around.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedLong extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedLong> FORMAT =
      format(SharedValueLayout.LONG, "long", SharedLong::new);

  /** Opens a shared {@code long}. */
  public static final Kind<SharedLong> KIND = FORMAT;

  private final transient Block block;

  private SharedLong(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedLong> initially(long value) {
    return spec(FORMAT, block -> block.setLong(VALUE_OFFSET, value));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public long get() {
    return block.getLongVolatile(VALUE_OFFSET);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(long value) {
    block.setLongVolatile(VALUE_OFFSET, value);
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public long getPlain() {
    return block.getLongOpaque(VALUE_OFFSET);
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(long value) {
    block.setLongOpaque(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public long getAndSet(long value) {
    return block.getAndSetLong(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long expected, long next) {
    return block.compareAndSetLong(VALUE_OFFSET, expected, next);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public long getAndAdd(long delta) {
    return block.getAndAddLong(VALUE_OFFSET, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public long addAndGet(long delta) {
    return block.getAndAddLong(VALUE_OFFSET, delta) + delta;
  }

  /**
   * Adds one.
   *
   * @return the value after
   */
  public long incrementAndGet() {
    return addAndGet(1);
  }

  /**
   * Takes one away.
   *
   * @return the value after
   */
  public long decrementAndGet() {
    return addAndGet(-1);
  }

  /**
   * Applies a function.
   *
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public long updateAndGet(LongUnaryOperator update) {
    return Updates.updateLong(block, VALUE_OFFSET, update);
  }

  /**
   * Combines the value with another, for example by {@code Math::max}.
   *
   * @param operand the right operand
   * @param combine gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public long accumulateAndGet(long operand, LongBinaryOperator combine) {
    return updateAndGet(now -> combine.applyAsLong(now, operand));
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
