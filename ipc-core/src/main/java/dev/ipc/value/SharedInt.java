package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.memory.Updates;
import java.io.Serial;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int} that processes share.
 *
 * <p>Each method is atomic for itself: no other process sees it half done, and a process that dies
 * in it has either done it or not. A sequence such as {@code set(get() + 1)} is not; use {@link
 * #addAndGet} or hold the {@linkplain SharedValue#lock lock}.
 *
 * <p><b>Memory effects:</b> all methods are sequentially consistent, as those of {@link
 * java.util.concurrent.atomic.AtomicInteger}, except {@link #getPlain} and {@link #setPlain}, which
 * order nothing and are meant for use under a lock. Arithmetic wraps around.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedInt extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedInt> FORMAT =
      format(SharedValueLayout.INT, "int", SharedInt::new);

  /** Opens a shared {@code int}. */
  public static final Kind<SharedInt> KIND = FORMAT;

  private final transient Block block;

  private SharedInt(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedInt> initially(int value) {
    return spec(FORMAT, block -> block.setInt(VALUE_OFFSET, value));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public int get() {
    return block.getIntVolatile(VALUE_OFFSET);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(int value) {
    block.setIntVolatile(VALUE_OFFSET, value);
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public int getPlain() {
    return block.getInt(VALUE_OFFSET);
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(int value) {
    block.setInt(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public int getAndSet(int value) {
    return block.getAndSetInt(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(int expected, int next) {
    return block.compareAndSetInt(VALUE_OFFSET, expected, next);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public int getAndAdd(int delta) {
    return block.getAndAddInt(VALUE_OFFSET, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public int addAndGet(int delta) {
    return block.getAndAddInt(VALUE_OFFSET, delta) + delta;
  }

  /**
   * Adds one.
   *
   * @return the value after
   */
  public int incrementAndGet() {
    return addAndGet(1);
  }

  /**
   * Takes one away.
   *
   * @return the value after
   */
  public int decrementAndGet() {
    return addAndGet(-1);
  }

  /**
   * Applies a function.
   *
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public int updateAndGet(IntUnaryOperator update) {
    return Updates.updateInt(block, VALUE_OFFSET, update);
  }

  /**
   * Combines the value with another, for example by {@code Math::max}.
   *
   * @param operand the right operand
   * @param combine gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public int accumulateAndGet(int operand, IntBinaryOperator combine) {
    return updateAndGet(now -> combine.applyAsInt(now, operand));
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
