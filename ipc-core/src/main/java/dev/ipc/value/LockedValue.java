package dev.ipc.value;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Part;
import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.sync.SharedLock;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.Function;

/** What all single values of a cell have in common: the lock that belongs to them. */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
abstract sealed class LockedValue extends BoundObject implements SharedValue
    permits SharedInt,
        SharedLong,
        SharedDouble,
        SharedFloat,
        SharedShort,
        SharedByte,
        SharedChar,
        SharedBoolean {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SharedLock lock;

  LockedValue(Home home) {
    super(home);
    this.lock = ownLock(home, SharedValueLayout.LOCK_OFFSET, this);
  }

  /** The plain lock in an object's memory. */
  static SharedLock ownLock(Home home, long offset, Lockable owner) {
    Format<SharedLock> plain = ((Blueprint<SharedLock>) SharedLock.plain()).format();
    Part part =
        new Part(home, offset, LockLayout.BYTES, plain.element(), () -> new LockHandle(owner));
    return plain.binder().bind(part, null);
  }

  static <T extends Shared> Format<T> format(
      int element, String elementName, Function<Home, T> constructor) {
    return new Format<>(
        SharedValueLayout.KIND,
        "value",
        element,
        elementName,
        SharedValueLayout.BYTES,
        (home, extra) -> constructor.apply(home));
  }

  static <T extends Shared> Spec<T> spec(Format<T> format, Consumer<Block> initialize) {
    return new Blueprint<>(format, SharedValueLayout.BYTES, initialize, null);
  }

  @Override
  public final SharedLock lock() {
    return lock;
  }

  /**
   * The lock of an object on its way to another process.
   *
   * @param owner the object, which travels as its own handle
   */
  record LockHandle(Lockable owner) implements Serializable {
    @Serial
    private Object readResolve() {
      return owner.lock();
    }
  }
}
