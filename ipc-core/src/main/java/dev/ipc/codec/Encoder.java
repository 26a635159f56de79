package dev.ipc.codec;

import org.jspecify.annotations.Nullable;

/** The state of one message while it is written. */
final class Encoder {
  /** How deep values may be within values. */
  static final int MAX_DEPTH = 200;

  /** So many classes of a message are told by a number after their first use. */
  static final int REMEMBERED_CLASSES = 16;

  final Output out;
  private final @Nullable NamedForm[] seen = new @Nullable NamedForm[REMEMBERED_CLASSES];
  private int seenCount;
  private int depth;
  private @Nullable ObjectCodec<?> codec;

  Encoder(Output out) {
    this.out = out;
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

  /** Writes a value with its tag. */
  void write(@Nullable Object value) {
    switch (value) {
      case null -> out.writeByte(Tags.NULL);
      case Integer number -> writeInteger(number);
      case String text -> {
        out.writeByte(Tags.STRING);
        out.writeString(text);
      }
      default -> writeOther(value);
    }
  }

  private void writeInteger(int number) {
    int small = number - Tags.SMALLEST;
    if (small >= 0 && small < Tags.SMALL_COUNT) {
      out.writeByte(small | 0x80);
    } else {
      out.writeByte(Tags.INT);
      out.writeSignedVarInt(number);
    }
  }

  private void writeOther(Object value) {
    if (++depth > MAX_DEPTH) {
      throw Unencodable.tooDeep();
    }
    Forms.writerOf(value.getClass()).write(this, value);
    depth--;
  }

  /** Writes which class follows, behind a tag of its kind. */
  void writeClass(NamedForm form) {
    for (int i = 0; i < seenCount; i++) {
      if (seen[i] == form) {
        out.writeByte(form.againTag());
        out.writeByte(i);
        return;
      }
    }
    if (codec().declares(form)) {
      out.writeByte(form.tag());
      form.writeId(out);
    } else {
      codec().checkTrust(form.type());
      out.writeByte(form.namedTag());
      form.writeId(out);
      out.writeVarInt(form.name().length);
      out.writeBytes(form.name());
    }
    if (seenCount < REMEMBERED_CLASSES) {
      seen[seenCount++] = form;
    }
  }
}
