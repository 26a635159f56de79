package dev.ipc.codec;

import java.io.Serializable;

/**
 * How objects of one type become messages, and messages objects.
 *
 * <pre>{@code
 * Codec<Order> orders = Codec.of(Order.class);
 * byte[] message = orders.toBytes(new Order(1, "tea"));
 * Order order = orders.fromBytes(message);
 * }</pre>
 *
 * <p>{@link #of(Class)} and {@link #objects()} make the codecs of this toolkit, which need no
 * declaration: they know numbers, texts, arrays, enums, records, the collections, {@code Optional},
 * {@code BigDecimal}, {@code java.time}, exceptions and shared objects, and write what else is
 * {@link Serializable} by the JDK's serialization. What travels is a value: an object that is
 * referred to twice arrives as two equal ones, a list as an {@link java.util.ArrayList}, a set as a
 * {@link java.util.LinkedHashSet}, a map as a {@link java.util.LinkedHashMap}.
 *
 * <p>An application may implement this interface, to plug in another library. Its codec is used by
 * any number of threads at once, each with its own {@link Output} and {@link Input}; and it is
 * {@link Serializable}, so that a handle of a queue can take it along to another process. What
 * cannot be serialized is kept in a transient or static field.
 *
 * @param <T> the type of the objects
 */
public interface Codec<T> extends Serializable {
  /**
   * Writes an object. If it cannot be written, the output is as it was.
   *
   * @param value what to write
   * @param out to where
   * @throws CodecException if it cannot travel; the message names the field and what to do
   */
  void encode(T value, Output out);

  /**
   * Reads an object. If the input goes on behind it, the rest is left there.
   *
   * @param in from where
   * @return the object
   * @throws CodecException if the bytes are damaged or hostile, or name a class that is missing,
   *     different or not trusted here
   */
  T decode(Input in);

  /**
   * Writes an object into an array.
   *
   * @param value what to write
   * @return the message
   * @throws CodecException if it cannot travel
   */
  default byte[] toBytes(T value) {
    Output out = new Output();
    encode(value, out);
    return out.toByteArray();
  }

  /**
   * Reads an object from an array.
   *
   * @param message what {@link #toBytes} gave
   * @return the object
   * @throws CodecException if it is no such message, or goes on behind the object
   */
  default T fromBytes(byte[] message) {
    Input in = new Input(message);
    T value = decode(in);
    if (in.remaining() > 0) {
      throw in.damaged("the message goes on behind its object");
    }
    return value;
  }

  /**
   * The codec of a type between applications that were started independently: a message may name
   * the type and what it is made of, no other class, and no lambda. See {@link Trust#of}.
   *
   * @param type the type of the objects
   * @param <T> the type of the objects
   * @return the codec
   * @throws IllegalArgumentException if it has to do with a record whose module keeps it closed
   */
  static <T> Codec<T> of(Class<T> type) {
    return of(type, Trust.of());
  }

  /**
   * The codec of a type.
   *
   * @param type the type of the objects
   * @param trust which classes messages may name, beside the type and what it is made of
   * @param <T> the type of the objects
   * @return the codec
   * @throws IllegalArgumentException if it has to do with a record whose module keeps it closed
   */
  static <T> Codec<T> of(Class<T> type, Trust trust) {
    return new ObjectCodec<>(type, trust);
  }

  /**
   * The codec of any objects, null too, between a process and its children: lambdas, and whatever
   * is {@link Serializable}. See {@link Trust#family()}.
   *
   * @return the codec
   */
  static Codec<Object> objects() {
    return objects(Trust.family());
  }

  /**
   * The codec of any objects, null too.
   *
   * @param trust which classes messages may name
   * @return the codec
   */
  static Codec<Object> objects(Trust trust) {
    return new ObjectCodec<>(Object.class, trust);
  }

  /**
   * The codec of byte arrays as they are: the message is the array.
   *
   * @return the codec
   */
  static Codec<byte[]> bytes() {
    return RawBytes.CODEC;
  }
}
