package dev.ipc.task;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a call of a pool was made: the first frame of the app. Read out when it is asked for. */
final class Origin {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final StackWalker.@Nullable StackFrame frame;

  private Origin(Optional<StackWalker.StackFrame> frame) {
    this.frame = frame.orElse(null);
  }

  /** Of the call of a pool that is being made by this thread. */
  static Origin here() {
    return new Origin(WALKER.walk(Origin::find));
  }

  private static Optional<StackWalker.StackFrame> find(Stream<StackWalker.StackFrame> frames) {
    return frames.filter(frame -> isOfApp(frame.getDeclaringClass())).findFirst();
  }

  private static boolean isOfApp(Class<?> type) {
    return type != Origin.class
        && !TaskPool.class.isAssignableFrom(type)
        && !type.getPackageName().startsWith("java.");
  }

  /** As exceptions show it. */
  StackTraceElement[] frames() {
    return frame == null
        ? new StackTraceElement[0]
        : new StackTraceElement[] {frame.toStackTraceElement()};
  }

  /** Such as {@code Race.java:14}. */
  @Override
  public String toString() {
    if (frame == null) {
      return "unknown";
    }
    String file = frame.getFileName();
    return file == null ? frame.getClassName() : file + ":" + frame.getLineNumber();
  }
}
