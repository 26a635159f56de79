package dev.ipc;

import java.io.Serializable;

/**
 * Work without a result that can be sent to another process. What a lambda captures travels with
 * it: shared objects arrive as the same object, everything else as a copy.
 *
 * <p>The abstract method may throw, and the type is a {@link Runnable}, so that lambdas and method
 * references resolve without casts wherever a {@code Runnable} is taken too.
 */
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // run() means the same as perform()
public interface Action extends Runnable, Serializable {
  /**
   * Does the work.
   *
   * @throws Exception whatever the work throws
   */
  void perform() throws Exception;

  /**
   * Does the work in this thread. A checked exception is thrown as an {@link IpcException} that has
   * it as its cause.
   */
  @Override
  default void run() {
    try {
      perform();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IpcException("action failed: " + e, e);
    }
  }
}
