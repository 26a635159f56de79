package dev.ipc;

import org.jspecify.annotations.Nullable;

/**
 * A critical section with a result.
 *
 * @param <R> what it returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface ValueSection<R extends @Nullable Object, X extends Throwable> {
  /**
   * Does the work.
   *
   * @return the result
   * @throws X if it fails
   */
  R run() throws X;
}
