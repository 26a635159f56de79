package dev.ipc.pool;

import static dev.ipc.pool.Letter.OBJECTS;

import dev.ipc.codec.CodecException;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several objects in one message, each of which can be read though another cannot.
 *
 * <p>Numbers, strings and the like can always be read: if there is nothing else, they are one list,
 * and if they are all of one of the commonest types of numbers, they stand there plainly. Else each
 * object stands for itself, behind its length.
 */
public final class Values {
  private static final int APART = 0;
  private static final int LIST = 1;
  private static final int INTS = 2;
  private static final int LONGS = 3;
  private static final int DOUBLES = 4;

  private Values() {}

  /**
   * Stands for an object that could not be read.
   *
   * @param why what reading it threw
   */
  public record Unread(Throwable why) {}

  /**
   * Writes objects.
   *
   * @param values the objects
   * @param out to where
   */
  @SuppressWarnings("NullAway") // a codec of any objects has null too
  public static void write(List<? extends @Nullable Object> values, Output out) {
    int form = formOf(values);
    out.writeByte(form);
    if (form == LIST) {
      OBJECTS.encode(values, out);
      return;
    }
    out.writeVarInt(values.size());
    switch (form) {
      case INTS -> values.forEach(value -> out.writeInt((Integer) value));
      case LONGS -> values.forEach(value -> out.writeLong((Long) value));
      case DOUBLES -> values.forEach(value -> out.writeDouble((Double) value));
      default -> values.forEach(value -> writeApart(value, out));
    }
  }

  @SuppressWarnings("NullAway") // a codec of any objects has null too
  private static void writeApart(@Nullable Object value, Output out) {
    int at = out.size();
    out.writeInt(0);
    OBJECTS.encode(value, out);
    out.setInt(at, out.size() - at - Integer.BYTES);
  }

  private static int formOf(List<? extends @Nullable Object> values) {
    Object first = values.isEmpty() ? null : values.getFirst();
    int form =
        switch (first) {
          case Integer _ -> INTS;
          case Long _ -> LONGS;
          case Double _ -> DOUBLES;
          case null, default -> LIST;
        };
    if (first != null && form != LIST && areAll(first.getClass(), values)) {
      return form;
    }
    for (Object value : values) {
      if (!isAlwaysReadable(value)) {
        return APART;
      }
    }
    return LIST;
  }

  private static boolean areAll(Class<?> type, List<? extends @Nullable Object> values) {
    for (Object value : values) {
      if (value == null || value.getClass() != type) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlwaysReadable(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case String _, Integer _, Long _, Double _, Boolean _ -> true;
      case Byte _, Character _, Float _, Short _ -> true;
      default -> false;
    };
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in from where
   * @return the objects, with an {@link Unread} in the place of each that could not be read
   * @throws CodecException if the message is damaged
   */
  public static List<? extends @Nullable Object> read(Input in) {
    int form = in.readByte();
    if (form == LIST) {
      return (List<?>) OBJECTS.decode(in);
    }
    int count = in.readVarInt();
    return switch (form) {
      case INTS -> readNumbers(count, Integer.BYTES, in, in::readInt);
      case LONGS -> readNumbers(count, Long.BYTES, in, in::readLong);
      case DOUBLES -> readNumbers(count, Double.BYTES, in, in::readDouble);
      case APART -> readApart(count, in);
      default -> throw new CodecException("message is damaged: form=" + form + " of values");
    };
  }

  private static List<Object> readNumbers(int count, int bytes, Input in, Supplier<Object> next) {
    if (count < 0 || count > in.remaining() / bytes) {
      throw new CodecException(
          "message is damaged: numbers=" + count + ", bytes left=" + in.remaining());
    }
    Object[] numbers = new Object[count];
    Arrays.setAll(numbers, _ -> next.get());
    return Arrays.asList(numbers);
  }

  private static List<@Nullable Object> readApart(int count, Input in) {
    List<@Nullable Object> values = new ArrayList<>(Math.clamp(count, 0, in.remaining()));
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      int end = in.position() + length;
      values.add(readOne(in));
      in.position(end);
    }
    return values;
  }

  /**
   * Whether all could be read.
   *
   * @param values what {@link #read} gave
   * @return whether none is {@link Unread}
   */
  public static boolean areRead(List<? extends @Nullable Object> values) {
    for (Object value : values) {
      if (value instanceof Unread) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads one object, which is not behind its length.
   *
   * @param in from where
   * @return the object, or an {@link Unread}
   */
  public static @Nullable Object readOne(Input in) {
    try {
      return OBJECTS.decode(in);
    } catch (Throwable t) {
      return new Unread(t);
    }
  }
}
