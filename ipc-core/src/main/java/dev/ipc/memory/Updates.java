package dev.ipc.memory;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Atomic changes of what is in a {@link Block} that the hardware has no instruction for: done by
 * compare-and-set of bits, again when another thread was faster. Functions are therefore free of
 * side effects. All methods are sequentially consistent.
 */
public final class Updates {
  private Updates() {}

  /**
   * Applies a function to an int.
   *
   * @param block the memory
   * @param offset byte offset
   * @param update gives the next value
   * @return the value after
   */
  public static int updateInt(Block block, long offset, IntUnaryOperator update) {
    while (true) {
      int now = block.getIntVolatile(offset);
      int next = update.applyAsInt(now);
      if (block.compareAndSetInt(offset, now, next)) {
        return next;
      }
    }
  }

  /**
   * Applies a function to a long.
   *
   * @param block the memory
   * @param offset byte offset
   * @param update gives the next value
   * @return the value after
   */
  public static long updateLong(Block block, long offset, LongUnaryOperator update) {
    while (true) {
      long now = block.getLongVolatile(offset);
      long next = update.applyAsLong(now);
      if (block.compareAndSetLong(offset, now, next)) {
        return next;
      }
    }
  }

  /**
   * Applies a function to a float.
   *
   * @param block the memory
   * @param offset byte offset
   * @param update gives the next value, which is rounded to a float
   * @return the value after
   */
  public static float updateFloat(Block block, long offset, DoubleUnaryOperator update) {
    return Float.intBitsToFloat(
        updateInt(
            block,
            offset,
            now ->
                Float.floatToRawIntBits((float) update.applyAsDouble(Float.intBitsToFloat(now)))));
  }

  /**
   * Applies a function to a double.
   *
   * @param block the memory
   * @param offset byte offset
   * @param update gives the next value
   * @return the value after
   */
  public static double updateDouble(Block block, long offset, DoubleUnaryOperator update) {
    return Double.longBitsToDouble(
        updateLong(
            block,
            offset,
            now -> Double.doubleToRawLongBits(update.applyAsDouble(Double.longBitsToDouble(now)))));
  }

  /**
   * Adds to a float.
   *
   * @param block the memory
   * @param offset byte offset
   * @param delta what to add
   * @return the value before
   */
  public static float getAndAddFloat(Block block, long offset, float delta) {
    while (true) {
      int now = block.getIntVolatile(offset);
      float value = Float.intBitsToFloat(now);
      if (block.compareAndSetInt(offset, now, Float.floatToRawIntBits(value + delta))) {
        return value;
      }
    }
  }

  /**
   * Adds to a double.
   *
   * @param block the memory
   * @param offset byte offset
   * @param delta what to add
   * @return the value before
   */
  public static double getAndAddDouble(Block block, long offset, double delta) {
    while (true) {
      long now = block.getLongVolatile(offset);
      double value = Double.longBitsToDouble(now);
      if (block.compareAndSetLong(offset, now, Double.doubleToRawLongBits(value + delta))) {
        return value;
      }
    }
  }
}
