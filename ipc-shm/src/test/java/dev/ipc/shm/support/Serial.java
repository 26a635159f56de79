package dev.ipc.shm.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The JDK's serialization, there and back. */
public final class Serial {
  private Serial() {}

  /**
   * Writes an object.
   *
   * @param object what to write
   * @return its bytes
   * @throws IOException if it cannot be written
   */
  public static byte[] write(@Nullable Serializable object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads an object.
   *
   * @param bytes what {@link #write} gave
   * @return the object
   * @throws IOException if it cannot be read
   * @throws ClassNotFoundException if its class is not here
   */
  public static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  /**
   * Writes and reads an object.
   *
   * @param object what to write
   * @param <T> its type
   * @return what was read
   * @throws IOException if it cannot be written or read
   * @throws ClassNotFoundException if its class is not here
   */
  @SuppressWarnings("unchecked") // what was written is read
  public static <T extends Serializable> T copy(T object)
      throws IOException, ClassNotFoundException {
    return (T) read(write(object));
  }
}
