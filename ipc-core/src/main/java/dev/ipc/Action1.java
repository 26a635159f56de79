package dev.ipc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work on one argument, without a result, that can be sent to another process, and may throw. What
 * a lambda captures travels with it, as with {@link Action}.
 *
 * @param <A> the type of the argument
 */
@FunctionalInterface
public interface Action1<A extends @Nullable Object> extends Serializable {
  /**
   * Does the work.
   *
   * @param argument the argument
   * @throws Exception whatever the work throws
   */
  void accept(A argument) throws Exception;
}
