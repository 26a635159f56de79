package dev.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers in a byte array of one thread: little-endian, at any index, checked against the bounds of
 * the array.
 */
public final class Bytes {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private Bytes() {}

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads two bytes.
   *
   * @param bytes where
   * @param index of the first
   * @return the number
   */
  public static short getShort(byte[] bytes, int index) {
    return (short) SHORT.get(bytes, index);
  }

  /**
   * Writes two bytes.
   *
   * @param bytes where
   * @param index of the first
   * @param value the number
   */
  public static void setShort(byte[] bytes, int index, short value) {
    SHORT.set(bytes, index, value);
  }

  /**
   * Reads four bytes.
   *
   * @param bytes where
   * @param index of the first
   * @return the number
   */
  public static int getInt(byte[] bytes, int index) {
    return (int) INT.get(bytes, index);
  }

  /**
   * Writes four bytes.
   *
   * @param bytes where
   * @param index of the first
   * @param value the number
   */
  public static void setInt(byte[] bytes, int index, int value) {
    INT.set(bytes, index, value);
  }

  /**
   * Reads eight bytes.
   *
   * @param bytes where
   * @param index of the first
   * @return the number
   */
  public static long getLong(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index);
  }

  /**
   * Writes eight bytes.
   *
   * @param bytes where
   * @param index of the first
   * @param value the number
   */
  public static void setLong(byte[] bytes, int index, long value) {
    LONG.set(bytes, index, value);
  }
}
