package dev.ipc.task;

import org.jspecify.annotations.Nullable;

/** The results of a call, one after the other. */
public final class Results<R extends @Nullable Object> {
  Results() {}
}
