package dev.ipc.codec;

import java.nio.charset.StandardCharsets;

/**
 * How the values of a record or enum class are written. Messages name the class by a hash of its
 * name and one of its shape, that is, of its components or constants: so a class that is different
 * in the other process is noticed, and a class that both sides expect needs no name.
 */
abstract sealed class NamedForm implements Forms.Writer<Object> permits RecordForm, EnumForm {
  private static final long HASH_SEED = 0xcbf29ce484222325L;
  private static final long HASH_FACTOR = 0x100000001b3L;

  private static final ClassValue<NamedForm> FORMS =
      new ClassValue<>() {
        @Override
        protected NamedForm computeValue(Class<?> type) {
          if (type.isRecord()) {
            return new RecordForm(type);
          }
          return type.isEnum() ? new EnumForm(type) : of(type.getSuperclass());
        }
      };

  private final Class<?> type;
  private final int tag;
  private final byte[] name;
  private final String shape;
  private final long id;

  NamedForm(Class<?> type, int tag, String shape) {
    this.type = type;
    this.tag = tag;
    this.name = type.getName().getBytes(StandardCharsets.UTF_8);
    this.shape = shape;
    this.id = (nameHash(type.getName()) << Integer.SIZE) | (hash(shape) & 0xFFFF_FFFFL);
  }

  /**
   * The form of a class.
   *
   * @throws IllegalArgumentException if it is a record that its module keeps closed
   */
  static NamedForm of(Class<?> recordOrEnum) {
    return FORMS.get(recordOrEnum);
  }

  private static long nameHash(String name) {
    return (hash(name) >>> Integer.SIZE) & 0xFFFF;
  }

  private static long hash(String text) {
    long hash = HASH_SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * HASH_FACTOR;
    }
    return hash ^ (hash >>> 29);
  }

  final Class<?> type() {
    return type;
  }

  /** Such as {@code com.x.Order(int id, java.lang.String name)}. */
  final String shape() {
    return shape;
  }

  final byte[] name() {
    return name;
  }

  /** 16 bits for the name, 32 for the shape. */
  final long id() {
    return id;
  }

  final boolean hasNameOf(long otherId) {
    return id >>> Integer.SIZE == otherId >>> Integer.SIZE;
  }

  final int tag() {
    return tag;
  }

  final int namedTag() {
    return tag + 1;
  }

  final int againTag() {
    return tag + 2;
  }

  final void writeId(Output out) {
    out.writeShort((int) (id >>> Integer.SIZE));
    out.writeInt((int) id);
  }

  static long readId(Input in) {
    long nameHash = in.readShort() & 0xFFFFL;
    return (nameHash << Integer.SIZE) | (in.readInt() & 0xFFFF_FFFFL);
  }
}
