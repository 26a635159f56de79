package dev.ipc.codec;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the constants of an enum are written: the class, and which of its constants. */
final class EnumForm extends NamedForm {
  private final Enum<?>[] constants;

  EnumForm(Class<?> type) {
    this(type, (Enum<?>[]) type.getEnumConstants());
  }

  private EnumForm(Class<?> type, Enum<?>[] constants) {
    super(type, Tags.ENUM, shape(type, constants));
    this.constants = constants;
  }

  private static String shape(Class<?> type, Enum<?>[] constants) {
    return Arrays.stream(constants)
        .map(Enum::name)
        .collect(Collectors.joining(", ", type.getTypeName() + "{", "}"));
  }

  static void register() {
    Forms.reader(Tags.ENUM, from -> from.readClass(EnumForm.class).read(from));
    Forms.reader(Tags.ENUM_NAMED, from -> from.readNamedClass(EnumForm.class).read(from));
    Forms.reader(Tags.ENUM_AGAIN, from -> from.readClassAgain(EnumForm.class).read(from));
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the hash says that it is the same enum
  public void write(Encoder to, Object value) {
    to.writeClass(this);
    to.out.writeVarInt(((Enum<?>) value).ordinal());
  }

  private Enum<?> read(Decoder from) {
    int ordinal = from.in.readVarInt();
    if (ordinal < 0 || ordinal >= constants.length) {
      throw from.in.damaged("no such constant of " + shape() + ": ordinal=" + ordinal);
    }
    return constants[ordinal];
  }
}
