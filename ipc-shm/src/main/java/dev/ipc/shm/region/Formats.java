package dev.ipc.shm.region;

import dev.ipc.IpcException;
import dev.ipc.Kind;
import dev.ipc.Shared;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import dev.ipc.pipe.Listener;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.pool.PoolBoard;
import dev.ipc.queue.SharedQueue;
import dev.ipc.sync.SharedBarrier;
import dev.ipc.sync.SharedCondition;
import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedLatch;
import dev.ipc.sync.SharedLock;
import dev.ipc.sync.SharedReadWriteLock;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.value.SharedBoolean;
import dev.ipc.value.SharedBooleanArray;
import dev.ipc.value.SharedByte;
import dev.ipc.value.SharedByteArray;
import dev.ipc.value.SharedChar;
import dev.ipc.value.SharedCharArray;
import dev.ipc.value.SharedCounters;
import dev.ipc.value.SharedDouble;
import dev.ipc.value.SharedDoubleArray;
import dev.ipc.value.SharedFloat;
import dev.ipc.value.SharedFloatArray;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedIntArray;
import dev.ipc.value.SharedList;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedLongArray;
import dev.ipc.value.SharedMemory;
import dev.ipc.value.SharedShort;
import dev.ipc.value.SharedShortArray;
import dev.ipc.value.SharedStruct;
import dev.ipc.value.SharedStructArray;
import dev.ipc.value.SharedText;
import dev.ipc.value.SharedTextArray;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of objects that this version knows. */
final class Formats {
  private static final List<Kind<?>> KINDS =
      List.of(
          SharedLock.plain(),
          SharedLock.reentrant(),
          SharedLock.KIND,
          SharedCondition.KIND,
          SharedEvent.KIND,
          SharedSemaphore.counting(0),
          SharedSemaphore.bounded(1),
          SharedSemaphore.owned(1),
          SharedSemaphore.KIND,
          SharedReadWriteLock.KIND,
          SharedBarrier.KIND,
          SharedLatch.KIND,
          SharedQueue.ofObjects(),
          SharedPipe.oneWay(),
          SharedPipe.duplex(),
          Listener.ofObjects(),
          PoolBoard.KIND,
          SharedBoolean.KIND,
          SharedByte.KIND,
          SharedChar.KIND,
          SharedDouble.KIND,
          SharedFloat.KIND,
          SharedInt.KIND,
          SharedLong.KIND,
          SharedShort.KIND,
          SharedText.KIND,
          SharedCounters.KIND,
          SharedBooleanArray.KIND,
          SharedByteArray.KIND,
          SharedCharArray.KIND,
          SharedDoubleArray.KIND,
          SharedFloatArray.KIND,
          SharedIntArray.KIND,
          SharedLongArray.KIND,
          SharedShortArray.KIND,
          SharedTextArray.KIND,
          SharedMemory.KIND,
          SharedList.KIND,
          SharedStruct.KIND,
          SharedStructArray.KIND);

  private Formats() {}

  /** The format behind the numbers in a handle. */
  static Format<?> of(int kind, int element) {
    return find(kind, element)
        .orElseThrow(() ->
            new IpcException(
                "unknown object in a handle: kind="
                    + kind
                    + ", element="
                    + element
                    + "; the sender uses a newer version of the library, update this process"));
  }

  /** The format behind the numbers in a file, or empty if this version knows none. */
  static Optional<Format<?>> find(int kind, int element) {
    for (Kind<?> candidate : KINDS) {
      Format<?> format = of(candidate);
      if (format.kind() == kind
          && (format.element() == Format.ANY_ELEMENT || format.element() == element)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** The format behind a kind that a user gave. */
  @SuppressWarnings("unchecked") // a format's parameter is that of the kind it implements
  static <T extends Shared> Format<T> of(Kind<T> kind) {
    if (kind instanceof Format<?> format) {
      return (Format<T>) format;
    }
    if (kind instanceof Blueprint<?> blueprint) {
      return (Format<T>) blueprint.format();
    }
    throw foreign(kind);
  }

  /** The blueprint behind a spec that a user gave. */
  @SuppressWarnings("unchecked") // a blueprint's parameter is that of the spec it implements
  static <T extends Shared> Blueprint<T> blueprint(Kind<T> spec) {
    if (spec instanceof Blueprint<?> blueprint) {
      return (Blueprint<T>) blueprint;
    }
    throw foreign(spec);
  }

  /** What the objects opened by a kind carry: a spec's repair, for example. */
  static @Nullable Serializable extra(Kind<?> kind) {
    return kind instanceof Blueprint<?> blueprint ? blueprint.extra() : null;
  }

  private static IllegalArgumentException foreign(Kind<?> kind) {
    return new IllegalArgumentException(
        "not a kind of shared object: "
            + kind.getClass().getName()
            + "; use the constants and factories of the shared types");
  }
}
