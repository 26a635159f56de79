package dev.ipc.value;

import static dev.ipc.value.SharedValueLayout.VALUE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import java.io.Serial;

/**
 * A {@code char} that processes share.
 *
 * <p>Each method is atomic for itself: no other process sees it half done, and a process that dies
 * in it has either done it or not. A sequence of them is not; hold the {@linkplain SharedValue#lock
 * lock}.
 *
 * <p><b>Memory effects:</b> all methods are sequentially consistent, as those of {@link
 * java.util.concurrent.atomic.AtomicInteger}, except {@link #getPlain} and {@link #setPlain}, which
 * order nothing and are meant for use under a lock.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedChar extends LockedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedChar> FORMAT =
      format(SharedValueLayout.CHAR, "char", SharedChar::new);

  /** Opens a shared {@code char}. */
  public static final Kind<SharedChar> KIND = FORMAT;

  private final transient Block block;

  private SharedChar(Home home) {
    super(home);
    this.block = home.block();
  }

  /**
   * A value to start with.
   *
   * @param value the first value, seen by everyone who opens the object
   * @return the spec
   */
  public static Spec<SharedChar> initially(char value) {
    return spec(FORMAT, block -> block.setInt(VALUE_OFFSET, value));
  }

  /**
   * Reads the value.
   *
   * @return the value
   */
  public char get() {
    return (char) block.getIntVolatile(VALUE_OFFSET);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   */
  public void set(char value) {
    block.setIntVolatile(VALUE_OFFSET, value);
  }

  /**
   * Reads the value without ordering, never torn; for use under a lock.
   *
   * @return the value
   */
  public char getPlain() {
    return (char) block.getInt(VALUE_OFFSET);
  }

  /**
   * Replaces the value without ordering, never torn; for use under a lock.
   *
   * @param value the new value
   */
  public void setPlain(char value) {
    block.setInt(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value.
   *
   * @param value the new value
   * @return the value before
   */
  public char getAndSet(char value) {
    return (char) block.getAndSetInt(VALUE_OFFSET, value);
  }

  /**
   * Replaces the value if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(char expected, char next) {
    return block.compareAndSetInt(VALUE_OFFSET, expected, next);
  }

  @Override
  protected String state() {
    return String.valueOf(get());
  }
}
