package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.memory.Updates;
import java.io.Serial;

/**
 * A {@code float} that processes share.
 *
 * <p>Each method is atomic for itself: no other process sees it half done, and a process that dies
 * in it has either done it or not. A sequence such as {@code set(get() + 1)} is not; use {@link
 * #addAndGet} or hold the {@linkplain SharedValue#lock lock}.
 *
 * <p><b>Memory effects:</b> all methods are sequentially consistent, as those of {@link
 * java.util.concurrent.atomic.AtomicInteger}, except {@link #getPlain} and {@link #setPlain}, which
 * order nothing and are meant for use under a lock. Hardware adds no floats atomically, so
 * arithmetic is done by compare-and-set, again when another thread was faster. {@link
 * #compareAndSet} compares bits: {@code 0.0f} is not {@code -0.0f}, and a NaN is itself.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedFloat extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedFloat> FORMAT =
      format(SharedValueLayout.FLOAT, "float", SharedFloat::new);

  /** Opens a shared {@code float}. */
  public static final Kind<SharedFloat> KIND = FORMAT;

  private final transient Block block;

  private SharedFloat(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedFloat> initially(float value) {
    return spec(FORMAT, block -> block.setInt(VALUE_OFFSET, Float.floatToRawIntBits(value)));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public float get() {
    return Float.intBitsToFloat(block.getIntVolatile(VALUE_OFFSET));
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(float value) {
    block.setIntVolatile(VALUE_OFFSET, Float.floatToRawIntBits(value));
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public float getPlain() {
    return Float.intBitsToFloat(block.getInt(VALUE_OFFSET));
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(float value) {
    block.setInt(VALUE_OFFSET, Float.floatToRawIntBits(value));
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public float getAndSet(float value) {
    return Float.intBitsToFloat(block.getAndSetInt(VALUE_OFFSET, Float.floatToRawIntBits(value)));
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(float expected, float next) {
    return block.compareAndSetInt(
        VALUE_OFFSET, Float.floatToRawIntBits(expected), Float.floatToRawIntBits(next));
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public float getAndAdd(float delta) {
    return Updates.getAndAddFloat(block, VALUE_OFFSET, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public float addAndGet(float delta) {
    return getAndAdd(delta) + delta;
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
