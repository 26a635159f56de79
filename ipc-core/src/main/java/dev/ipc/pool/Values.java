package dev.ipc.pool;

import static dev.ipc.pool.Letter.OBJECTS;

import dev.ipc.codec.CodecException;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several objects in one message, each of which can be read though another cannot.
 *
 * <p>Numbers, strings and the like can always be read: if there is nothing else, they are one list.
 * Else each object stands for itself, behind its length.
 */
public final class Values {
  private static final Set<Class<?>> ALWAYS_READABLE =
      Set.of(
          Boolean.class,
          Byte.class,
          Character.class,
          Double.class,
          Float.class,
          Integer.class,
          Long.class,
          Short.class,
          String.class);

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
    boolean together = values.stream().allMatch(Values::isAlwaysReadable);
    out.writeBoolean(together);
    if (together) {
      OBJECTS.encode(values, out);
      return;
    }
    out.writeVarInt(values.size());
    for (Object value : values) {
      int at = out.size();
      out.writeInt(0);
      OBJECTS.encode(value, out);
      out.setInt(at, out.size() - at - Integer.BYTES);
    }
  }

  private static boolean isAlwaysReadable(@Nullable Object value) {
    return value == null || ALWAYS_READABLE.contains(value.getClass());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in from where
   * @return the objects, with an {@link Unread} in the place of each that could not be read
   * @throws CodecException if the message is damaged
   */
  public static List<? extends @Nullable Object> read(Input in) {
    if (in.readBoolean()) {
      return (List<?>) OBJECTS.decode(in);
    }
    int count = in.readVarInt();
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
