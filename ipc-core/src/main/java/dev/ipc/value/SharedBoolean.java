package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import java.io.Serial;

/**
 * A {@code boolean} that processes share.
 *
 * <p>Each method is atomic for itself: no other process sees it half done, and a process that dies
 * in it has either done it or not. A sequence of them is not; hold the {@linkplain SharedValue#lock
 * lock}.
 *
 * <p><b>Memory effects:</b> all methods are sequentially consistent, as those of {@link
 * java.util.concurrent.atomic.AtomicBoolean}, except {@link #getPlain} and {@link #setPlain}, which
 * order nothing and are meant for use under a lock.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedBoolean extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedBoolean> FORMAT =
      format(SharedValueLayout.BOOLEAN, "boolean", SharedBoolean::new);

  /** Opens a shared {@code boolean}. */
  public static final Kind<SharedBoolean> KIND = FORMAT;

  private final transient Block block;

  private SharedBoolean(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedBoolean> initially(boolean value) {
    return spec(FORMAT, block -> block.setInt(VALUE_OFFSET, value ? 1 : 0));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public boolean get() {
    return block.getIntVolatile(VALUE_OFFSET) != 0;
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(boolean value) {
    block.setIntVolatile(VALUE_OFFSET, value ? 1 : 0);
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public boolean getPlain() {
    return block.getInt(VALUE_OFFSET) != 0;
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(boolean value) {
    block.setInt(VALUE_OFFSET, value ? 1 : 0);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public boolean getAndSet(boolean value) {
    return block.getAndSetInt(VALUE_OFFSET, value ? 1 : 0) != 0;
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(boolean expected, boolean next) {
    return block.compareAndSetInt(VALUE_OFFSET, expected ? 1 : 0, next ? 1 : 0);
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
