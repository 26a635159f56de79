package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import java.io.Serial;

/**
 * A {@code short} that processes share.
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
public final class SharedShort extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedShort> FORMAT =
      format(SharedValueLayout.SHORT, "short", SharedShort::new);

  /** Opens a shared {@code short}. */
  public static final Kind<SharedShort> KIND = FORMAT;

  private final transient Block block;

  private SharedShort(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedShort> initially(short value) {
    return spec(FORMAT, block -> block.setInt(VALUE_OFFSET, value));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public short get() {
    return (short) block.getIntVolatile(VALUE_OFFSET);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(short value) {
    block.setIntVolatile(VALUE_OFFSET, value);
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public short getPlain() {
    return (short) block.getInt(VALUE_OFFSET);
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(short value) {
    block.setInt(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public short getAndSet(short value) {
    return (short) block.getAndSetInt(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(short expected, short next) {
    return block.compareAndSetInt(VALUE_OFFSET, expected, next);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public short getAndAdd(short delta) {
    while (true) {
      short now = get();
      if (compareAndSet(now, (short) (now + delta))) {
        return now;
      }
    }
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public short addAndGet(short delta) {
    return (short) (getAndAdd(delta) + delta);
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
