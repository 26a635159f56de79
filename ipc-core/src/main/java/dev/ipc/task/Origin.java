package dev.ipc.task;

import dev.ipc.serial.Unsendable;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a call of a pool was made, or where its task stands. Read out when it is asked for. */
final class Origin {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final @Nullable Object task;
  private final StackWalker.@Nullable StackFrame frame;

  private Origin(@Nullable Object task, StackWalker.@Nullable StackFrame frame) {
    this.task = task;
    this.frame = frame;
  }

  /** Of a single task: costs nothing before it is read. A lambda knows where it stands. */
  static Origin of(Object task) {
    return new Origin(task, null);
  }

  /** Of the call that this thread makes: costs a microsecond. */
  static Origin here() {
    return new Origin(null, WALKER.walk(Origin::find).orElse(null));
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

  /** Such as {@code Race.java:14}, or {@code lambda at Race.java:14}. */
  @Override
  public String toString() {
    if (frame == null) {
      return task == null ? "unknown" : Unsendable.nameOf(task);
    }
    String file = frame.getFileName();
    return file == null ? frame.getClassName() : file + ":" + frame.getLineNumber();
  }
}
