package dev.ipc.shm.kill;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedBoolean;
import dev.ipc.value.SharedByte;
import dev.ipc.value.SharedChar;
import dev.ipc.value.SharedDouble;
import dev.ipc.value.SharedFloat;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedShort;
import dev.ipc.value.SharedValue;
import java.util.function.Supplier;

/**
 * A value that is changed under its own lock, once.
 *
 * @param value the value
 * @param content reads it
 * @param change writes it
 * @param before what it holds at first
 * @param after what it holds then; nearly all its bits are others
 */
record Cell(
    SharedValue value, Supplier<Object> content, Runnable change, Object before, Object after) {

  /** Each type of value. */
  enum Type {
    INT,
    LONG,
    DOUBLE,
    FLOAT,
    SHORT,
    BYTE,
    CHAR,
    BOOLEAN;

    Cell open(Shm shm) {
      return switch (this) {
        case INT -> {
          SharedInt it = shm.openOrCreate("value", SharedInt.initially(0));
          yield new Cell(it, it::getPlain, () -> it.setPlain(-1), 0, -1);
        }
        case LONG -> {
          SharedLong it = shm.openOrCreate("value", SharedLong.initially(0L));
          yield new Cell(it, it::getPlain, () -> it.setPlain(-1L), 0L, -1L);
        }
        case DOUBLE -> {
          SharedDouble it = shm.openOrCreate("value", SharedDouble.initially(0.0));
          yield new Cell(
              it, it::getPlain, () -> it.setPlain(-Double.MAX_VALUE), 0.0, -Double.MAX_VALUE);
        }
        case FLOAT -> {
          SharedFloat it = shm.openOrCreate("value", SharedFloat.initially(0.0f));
          yield new Cell(
              it, it::getPlain, () -> it.setPlain(-Float.MAX_VALUE), 0.0f, -Float.MAX_VALUE);
        }
        case SHORT -> {
          SharedShort it = shm.openOrCreate("value", SharedShort.initially((short) 0));
          yield new Cell(it, it::getPlain, () -> it.setPlain((short) -1), (short) 0, (short) -1);
        }
        case BYTE -> {
          SharedByte it = shm.openOrCreate("value", SharedByte.initially((byte) 0));
          yield new Cell(it, it::getPlain, () -> it.setPlain((byte) -1), (byte) 0, (byte) -1);
        }
        case CHAR -> {
          SharedChar it = shm.openOrCreate("value", SharedChar.initially('\0'));
          yield new Cell(
              it, it::getPlain, () -> it.setPlain(Character.MAX_VALUE), '\0', Character.MAX_VALUE);
        }
        case BOOLEAN -> {
          SharedBoolean it = shm.openOrCreate("value", SharedBoolean.initially(false));
          yield new Cell(it, it::getPlain, () -> it.setPlain(true), false, true);
        }
      };
    }
  }

  void changeLocked() {
    value.lock().locked(change::run);
  }
}
