package dev.ipc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that can be sent to another process, and may throw. What a lambda
 * captures travels with it, as with {@link Task}.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {
  /**
   * Computes the result.
   *
   * @param argument the argument
   * @return the result
   * @throws Exception whatever the function throws
   */
  R apply(A argument) throws Exception;
}
