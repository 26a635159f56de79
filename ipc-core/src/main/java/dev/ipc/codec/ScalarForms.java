package dev.ipc.codec;

import static dev.ipc.codec.Forms.form;
import static dev.ipc.codec.Forms.reader;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Numbers, truth values, optional ones; {@link Encoder} and {@link Decoder} know the commonest. */
final class ScalarForms {
  private ScalarForms() {}

  static void register() {
    Forms.writer(Boolean.class, (to, value) -> to.out.writeByte(value ? Tags.TRUE : Tags.FALSE));
    reader(Tags.TRUE, from -> true);
    reader(Tags.FALSE, from -> false);
    form(Tags.BYTE, Byte.class, (to, value) -> to.out.writeByte(value), from -> from.in.readByte());
    form(
        Tags.SHORT,
        Short.class,
        (to, value) -> to.out.writeShort(value),
        from -> from.in.readShort());
    form(
        Tags.CHAR,
        Character.class,
        (to, value) -> to.out.writeShort(value),
        from -> from.in.readChar());
    form(
        Tags.LONG,
        Long.class,
        (to, value) -> to.out.writeSignedVarLong(value),
        from -> from.in.readSignedVarLong());
    form(
        Tags.FLOAT,
        Float.class,
        (to, value) -> to.out.writeFloat(value),
        from -> from.in.readFloat());
    form(
        Tags.DOUBLE,
        Double.class,
        (to, value) -> to.out.writeDouble(value),
        from -> from.in.readDouble());
    form(
        Tags.UUID,
        UUID.class,
        (to, value) -> {
          to.out.writeLong(value.getMostSignificantBits());
          to.out.writeLong(value.getLeastSignificantBits());
        },
        from -> new UUID(from.in.readLong(), from.in.readLong()));
    form(
        Tags.BIG_INTEGER,
        BigInteger.class,
        (to, value) -> writeBig(to, value),
        ScalarForms::readBig);
    form(
        Tags.BIG_DECIMAL,
        BigDecimal.class,
        (to, value) -> {
          to.out.writeSignedVarInt(value.scale());
          writeBig(to, value.unscaledValue());
        },
        from -> {
          int scale = from.in.readSignedVarInt();
          return new BigDecimal(readBig(from), scale);
        });
    registerOptional();
  }

  private static void writeBig(Encoder to, BigInteger value) {
    byte[] bytes = value.toByteArray();
    to.out.writeVarInt(bytes.length);
    to.out.writeBytes(bytes);
  }

  private static BigInteger readBig(Decoder from) {
    int length = from.in.readCount(1);
    if (length == 0) {
      throw from.in.damaged("a number without digits");
    }
    return new BigInteger(from.in.readBytes(length));
  }

  private static void registerOptional() {
    form(
        Tags.OPTIONAL,
        Optional.class,
        (to, value) -> {
          try {
            to.write(value.isPresent() ? value.get() : null);
          } catch (Unencodable e) {
            throw e.at(value, ".get()");
          }
        },
        from -> Optional.ofNullable(from.read()));
    form(
        Tags.OPTIONAL_INT,
        OptionalInt.class,
        (to, value) -> {
          to.out.writeBoolean(value.isPresent());
          if (value.isPresent()) {
            to.out.writeSignedVarInt(value.getAsInt());
          }
        },
        from ->
            from.in.readBoolean()
                ? OptionalInt.of(from.in.readSignedVarInt())
                : OptionalInt.empty());
    form(
        Tags.OPTIONAL_LONG,
        OptionalLong.class,
        (to, value) -> {
          to.out.writeBoolean(value.isPresent());
          if (value.isPresent()) {
            to.out.writeSignedVarLong(value.getAsLong());
          }
        },
        from ->
            from.in.readBoolean()
                ? OptionalLong.of(from.in.readSignedVarLong())
                : OptionalLong.empty());
    form(
        Tags.OPTIONAL_DOUBLE,
        OptionalDouble.class,
        (to, value) -> {
          to.out.writeBoolean(value.isPresent());
          if (value.isPresent()) {
            to.out.writeDouble(value.getAsDouble());
          }
        },
        from ->
            from.in.readBoolean()
                ? OptionalDouble.of(from.in.readDouble())
                : OptionalDouble.empty());
  }
}
