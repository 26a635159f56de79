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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of objects that this version knows. Which classes are behind a number is looked up when
 * it comes, because loading all of them would be the longest part of the start of a child.
 */
final class Formats {
  private static final int LAST_KIND = 19;

  /** Of values and arrays. */
  private static final int LAST_ELEMENT = 9;

  private Formats() {}

  /** The kinds with a number that may have an element; what opens any element comes last. */
  private static List<Kind<?>> kinds(int number, int element) {
    return switch (number) {
      case 2 -> List.of(SharedLock.plain(), SharedLock.reentrant(), SharedLock.KIND);
      case 3 -> element == Format.ANY_ELEMENT ? each(true) : one(value(element));
      case 4 -> List.of(SharedCondition.KIND);
      case 5 ->
          List.of(
              SharedSemaphore.counting(0),
              SharedSemaphore.bounded(1),
              SharedSemaphore.owned(1),
              SharedSemaphore.KIND);
      case 6 -> List.of(SharedReadWriteLock.KIND);
      case 7 -> List.of(SharedEvent.KIND);
      case 8 -> List.of(SharedBarrier.KIND);
      case 9 -> List.of(SharedLatch.KIND);
      case 10 -> element == Format.ANY_ELEMENT ? each(false) : one(array(element));
      case 11 -> List.of(SharedStruct.KIND, SharedStructArray.KIND);
      case 12 -> List.of(SharedCounters.KIND);
      case 13 -> List.of(SharedMemory.KIND);
      case 14 -> List.of(SharedList.KIND);
      case 16 -> List.of(SharedQueue.ofObjects());
      case 17 -> List.of(SharedPipe.oneWay(), SharedPipe.duplex());
      case 18 -> List.of(Listener.ofObjects());
      case LAST_KIND -> List.of(PoolBoard.KIND);
      default -> List.of();
    };
  }

  /** One kind for each element. */
  private static List<Kind<?>> each(boolean values) {
    List<Kind<?>> kinds = new ArrayList<>();
    for (int element = 1; element <= LAST_ELEMENT; element++) {
      kinds.addAll(one(values ? value(element) : array(element)));
    }
    return kinds;
  }

  private static List<Kind<?>> one(@Nullable Kind<?> kind) {
    return kind == null ? List.of() : List.of(kind);
  }

  private static @Nullable Kind<?> value(int element) {
    return switch (element) {
      case 1 -> SharedInt.KIND;
      case 2 -> SharedLong.KIND;
      case 3 -> SharedDouble.KIND;
      case 4 -> SharedFloat.KIND;
      case 5 -> SharedShort.KIND;
      case 6 -> SharedByte.KIND;
      case 7 -> SharedChar.KIND;
      case 8 -> SharedBoolean.KIND;
      case LAST_ELEMENT -> SharedText.KIND;
      default -> null;
    };
  }

  private static @Nullable Kind<?> array(int element) {
    return switch (element) {
      case 1 -> SharedIntArray.KIND;
      case 2 -> SharedLongArray.KIND;
      case 3 -> SharedDoubleArray.KIND;
      case 4 -> SharedFloatArray.KIND;
      case 5 -> SharedShortArray.KIND;
      case 6 -> SharedByteArray.KIND;
      case 7 -> SharedCharArray.KIND;
      case 8 -> SharedBooleanArray.KIND;
      case LAST_ELEMENT -> SharedTextArray.KIND;
      default -> null;
    };
  }

  /** All kinds, for the description of the files. */
  static List<Kind<?>> all() {
    return IntStream.rangeClosed(1, LAST_KIND)
        .mapToObj(number -> kinds(number, Format.ANY_ELEMENT))
        .<Kind<?>>flatMap(List::stream)
        .toList();
  }

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
    for (Kind<?> candidate : kinds(kind, element)) {
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
