package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.memory.Updates;
import java.io.Serial;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} that processes share.
 *
 * <p>Each method is atomic for itself: no other process sees it half done, and a process that dies
 * in it has either done it or not. A sequence such as {@code set(get() + 1)} is not; use {@link
 * #addAndGet} or hold the {@linkplain SharedValue#lock lock}.
 *
 * <p><b>Memory effects:</b> all methods are sequentially consistent, as those of {@link
 * java.util.concurrent.atomic.AtomicLong}, except {@link #getPlain} and {@link #setPlain}, which
 * order nothing and are meant for use under a lock. Hardware adds no doubles atomically, so
 * arithmetic is done by compare-and-set, again when another thread was faster. {@link
 * #compareAndSet} compares bits: {@code 0.0} is not {@code -0.0}, and a NaN is itself.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedDouble extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedDouble> FORMAT =
      format(SharedValueLayout.DOUBLE, "double", SharedDouble::new);

  /** Opens a shared {@code double}. */
  public static final Kind<SharedDouble> KIND = FORMAT;

  private final transient Block block;

  private SharedDouble(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedDouble> initially(double value) {
    return spec(FORMAT, block -> block.setLong(VALUE_OFFSET, Double.doubleToRawLongBits(value)));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public double get() {
    return Double.longBitsToDouble(block.getLongVolatile(VALUE_OFFSET));
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(double value) {
    block.setLongVolatile(VALUE_OFFSET, Double.doubleToRawLongBits(value));
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public double getPlain() {
    return Double.longBitsToDouble(block.getLongOpaque(VALUE_OFFSET));
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(double value) {
    block.setLongOpaque(VALUE_OFFSET, Double.doubleToRawLongBits(value));
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public double getAndSet(double value) {
    return Double.longBitsToDouble(
        block.getAndSetLong(VALUE_OFFSET, Double.doubleToRawLongBits(value)));
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(double expected, double next) {
    return block.compareAndSetLong(
        VALUE_OFFSET, Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(next));
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public double getAndAdd(double delta) {
    return Updates.getAndAddDouble(block, VALUE_OFFSET, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public double addAndGet(double delta) {
    return getAndAdd(delta) + delta;
  }

  /**
   * Applies a function.
   *
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public double updateAndGet(DoubleUnaryOperator update) {
    return Updates.updateDouble(block, VALUE_OFFSET, update);
  }

  /**
   * Combines the value with another, for example by {@code Math::max}.
   *
   * @param operand the right operand
   * @param combine gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public double accumulateAndGet(double operand, DoubleBinaryOperator combine) {
    return updateAndGet(now -> combine.applyAsDouble(now, operand));
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
