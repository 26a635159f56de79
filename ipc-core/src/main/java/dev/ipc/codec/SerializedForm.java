package dev.ipc.codec;

import dev.ipc.IpcException;
import dev.ipc.serial.AppObjects;
import dev.ipc.serial.Unsendable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;

/** What has no form of its own, by the JDK's serialization. */
final class SerializedForm {
  private SerializedForm() {}

  static void register() {
    Forms.reader(
        Tags.SERIALIZED, from -> read(from.codec(), from.in.readBytes(from.in.readCount(1))));
  }

  static void write(Encoder to, Object value) {
    byte[] bytes = toBytes(to.codec(), value);
    to.out.writeByte(Tags.SERIALIZED);
    to.out.writeVarInt(bytes.length);
    to.out.writeBytes(bytes);
  }

  static byte[] toBytes(ObjectCodec<?> codec, Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new TrustedObjects(codec, bytes)) {
      out.writeObject(value);
    } catch (Unencodable e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw Unencodable.because(Unsendable.explain(value, e), e);
    } catch (StackOverflowError e) {
      throw Unencodable.because(
          "nested too deeply for serialization; make it flatter, or send it in parts", e);
    }
    return bytes.toByteArray();
  }

  static Object read(ObjectCodec<?> codec, byte[] bytes) {
    StreamFilter filter = new StreamFilter(codec, bytes.length);
    try (AppObjects in = new AppObjects(bytes)) {
      in.setObjectInputFilter(filter);
      Object value = in.readObject();
      if (value == null) {
        throw new CodecException(
            "cannot decode message: nothing was serialized; it is damaged, or its sender uses"
                + " another codec or version");
      }
      return value;
    } catch (IpcException e) {
      throw e;
    } catch (ClassNotFoundException e) {
      throw ObjectCodec.missing(String.valueOf(e.getMessage()), e);
    } catch (InvalidClassException e) {
      boolean rejected = String.valueOf(e.getMessage()).contains("REJECTED");
      throw new CodecException(
          "cannot decode message: " + (rejected ? filter.reason() : String.valueOf(e)), e);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new CodecException(
          "cannot decode message: a serialized object is damaged, or its class differs here: " + e,
          e);
    }
  }

  /** Refuses at the sender what the receiver would refuse. */
  private static final class TrustedObjects extends ObjectOutputStream {
    private final ObjectCodec<?> codec;

    TrustedObjects(ObjectCodec<?> codec, ByteArrayOutputStream bytes) throws IOException {
      super(bytes);
      this.codec = codec;
    }

    @Override
    protected void annotateClass(Class<?> type) {
      Class<?> leaf = type;
      while (leaf.isArray()) {
        leaf = leaf.getComponentType();
      }
      if (!leaf.isPrimitive()) {
        codec.checkTrust(leaf);
      }
    }
  }
}
