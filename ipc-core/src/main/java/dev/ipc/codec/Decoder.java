package dev.ipc.codec;

import org.jspecify.annotations.Nullable;

/** The state of one message while it is read. */
final class Decoder {
  final Input in;
  private final @Nullable NamedForm[] seen = new @Nullable NamedForm[Encoder.REMEMBERED_CLASSES];
  private int seenCount;
  private int depth;
  private @Nullable ObjectCodec<?> codec;

  Decoder(Input in) {
    this.in = in;
  }

  void begin(ObjectCodec<?> next) {
    codec = next;
    depth = 0;
    seenCount = 0;
  }

  ObjectCodec<?> codec() {
    ObjectCodec<?> current = codec;
    if (current == null) {
      throw new IllegalStateException("no message was begun; call begin");
    }
    return current;
  }

  /** Reads a value behind its tag. */
  @Nullable Object read() {
    byte tag = in.readByte();
    if (tag < 0) {
      return (tag & 0x7F) + Tags.SMALLEST;
    }
    return switch (tag) {
      case Tags.NULL -> null;
      case Tags.INT -> in.readSignedVarInt();
      case Tags.STRING -> in.readString();
      default -> readOther(tag);
    };
  }

  private Object readOther(byte tag) {
    Forms.Reader<?> reader = Forms.readerOf(tag);
    if (reader == null) {
      throw in.damaged("unknown tag=" + tag);
    }
    if (++depth > Encoder.MAX_DEPTH) {
      throw in.damaged("nested more than " + Encoder.MAX_DEPTH + " levels deep");
    }
    Object value = reader.read(this);
    depth--;
    return value;
  }

  /** Reads a value that is not null. */
  Object readPresent() {
    Object value = read();
    if (value == null) {
      throw in.damaged("null where there must be a value");
    }
    return value;
  }

  /** Reads which class follows, by its hash. */
  <F extends NamedForm> F readClass(Class<F> kind) {
    long id = NamedForm.readId(in);
    return remember(kind, codec().declared(id, in));
  }

  /** Reads which class follows, by its hash and its name. */
  <F extends NamedForm> F readNamedClass(Class<F> kind) {
    long id = NamedForm.readId(in);
    int length = in.readCount(1);
    int from = in.take(length);
    return remember(kind, codec().named(id, in.array(), from, length, in));
  }

  /** Reads which class of this message follows. */
  <F extends NamedForm> F readClassAgain(Class<F> kind) {
    int index = in.readByte();
    NamedForm form = index >= 0 && index < seenCount ? seen[index] : null;
    if (form == null) {
      throw in.damaged("no such class in this message: index=" + index);
    }
    return check(kind, form);
  }

  private <F extends NamedForm> F remember(Class<F> kind, NamedForm form) {
    if (seenCount < Encoder.REMEMBERED_CLASSES) {
      seen[seenCount++] = form;
    }
    return check(kind, form);
  }

  private <F extends NamedForm> F check(Class<F> kind, NamedForm form) {
    if (!kind.isInstance(form)) {
      throw in.damaged(form.type().getTypeName() + " is of another kind");
    }
    return kind.cast(form);
  }
}
