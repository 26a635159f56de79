package dev.ipc.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions: as serialized objects if possible, and beside that as what every exception has, so
 * that a {@link StandInException} can take its place. So an exception can always be encoded.
 */
final class ThrowableForm {
  private static final int MAX_FRAMES = 1_024;

  /** So many causes of causes are kept. */
  private static final int MAX_CAUSES = 50;

  private ThrowableForm() {}

  static void register() {
    Forms.reader(Tags.THROWABLE, ThrowableForm::read);
  }

  static void write(Encoder to, Throwable thrown) {
    Set<Throwable> written = Collections.newSetFromMap(new IdentityHashMap<>());
    to.out.writeByte(Tags.THROWABLE);
    write(to, thrown, true, written, 0);
  }

  private static void write(
      Encoder to, Throwable thrown, boolean whole, Set<Throwable> written, int depth) {
    written.add(thrown);
    byte[] serialized = whole ? serialized(to.codec(), thrown) : new byte[0];
    to.out.writeVarInt(serialized.length);
    to.out.writeBytes(serialized);
    to.out.writeString(thrown.getClass().getName());
    to.write(message(thrown));
    StackTraceElement[] frames = thrown.getStackTrace();
    int count = Math.min(frames.length, MAX_FRAMES);
    to.out.writeVarInt(count);
    for (int i = 0; i < count; i++) {
      to.out.writeString(frames[i].getClassName());
      to.out.writeString(frames[i].getMethodName());
      to.write(frames[i].getFileName());
      to.out.writeSignedVarInt(frames[i].getLineNumber());
    }
    boolean causesWhole = whole && serialized.length == 0;
    List<Throwable> related = new ArrayList<>();
    Throwable cause = thrown.getCause();
    boolean hasCause = cause != null && !written.contains(cause) && depth < MAX_CAUSES;
    if (hasCause && cause != null) {
      related.add(cause);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!written.contains(suppressed) && depth < MAX_CAUSES) {
        related.add(suppressed);
      }
    }
    written.addAll(related);
    to.out.writeBoolean(hasCause);
    to.out.writeVarInt(related.size());
    for (Throwable one : related) {
      write(to, one, causesWhole, written, depth + 1);
    }
  }

  /** An exception may compute its message, and fail. */
  private static @Nullable String message(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static byte[] serialized(ObjectCodec<?> codec, Throwable thrown) {
    try {
      return SerializedForm.toBytes(codec, thrown);
    } catch (Unencodable e) {
      return new byte[0];
    }
  }

  private static Throwable read(Decoder from) {
    return read(from, 0);
  }

  private static Throwable read(Decoder from, int depth) {
    if (depth > MAX_CAUSES) {
      throw from.in.damaged("more causes of causes than are written");
    }
    byte[] serialized = from.in.readBytes(from.in.readCount(1));
    String type = from.in.readString();
    String message = readText(from);
    StackTraceElement[] frames = new StackTraceElement[from.in.readCount(4)];
    for (int i = 0; i < frames.length; i++) {
      String className = from.in.readString();
      String method = from.in.readString();
      frames[i] =
          new StackTraceElement(className, method, readText(from), from.in.readSignedVarInt());
    }
    StandInException standIn = new StandInException(type, message, frames);
    boolean hasCause = from.in.readBoolean();
    int related = from.in.readCount(1);
    for (int i = 0; i < related; i++) {
      Throwable one = read(from, depth + 1);
      if (i == 0 && hasCause) {
        standIn.initCause(one);
      } else {
        standIn.addSuppressed(one);
      }
    }
    return serialized.length == 0 ? standIn : restored(from, serialized, standIn);
  }

  private static @Nullable String readText(Decoder from) {
    Object text = from.read();
    if (text != null && !(text instanceof String)) {
      throw from.in.damaged("no text, but a " + text.getClass().getTypeName());
    }
    return (String) text;
  }

  private static Throwable restored(Decoder from, byte[] serialized, StandInException standIn) {
    try {
      return SerializedForm.read(from.codec(), serialized) instanceof Throwable thrown
          ? thrown
          : standIn;
    } catch (CodecException e) {
      return standIn;
    }
  }
}
