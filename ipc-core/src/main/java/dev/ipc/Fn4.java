package dev.ipc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of four arguments that can be sent to another process, and may throw. What a lambda
 * captures travels with it, as with {@link Task}.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 * @param <D> the type of the fourth argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn4<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        R extends @Nullable Object>
    extends Serializable {
  /**
   * Computes the result.
   *
   * @param first the first argument
   * @param second the second argument
   * @param third the third argument
   * @param fourth the fourth argument
   * @return the result
   * @throws Exception whatever the function throws
   */
  R apply(A first, B second, C third, D fourth) throws Exception;
}
