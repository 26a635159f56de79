package dev.ipc;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work with a result that can be sent to another process. What a lambda captures travels with it:
 * shared objects arrive as the same object, everything else as a copy, arrays too.
 *
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Task<R extends @Nullable Object> extends Callable<R>, Serializable {
  @Override
  R call() throws Exception;
}
