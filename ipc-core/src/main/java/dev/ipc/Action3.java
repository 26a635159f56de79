package dev.ipc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work on three arguments, without a result, that can be sent to another process, and may throw.
 * What a lambda captures travels with it, as with {@link Action}.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 */
@FunctionalInterface
public interface Action3<
        A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
    extends Serializable {
  /**
   * Does the work.
   *
   * @param first the first argument
   * @param second the second argument
   * @param third the third argument
   * @throws Exception whatever the work throws
   */
  void accept(A first, B second, C third) throws Exception;
}
