package dev.ipc.process;

import java.util.Optional;

/** Who this JVM is, and whose child. A child is told before its function comes. */
final class Ancestry {
  private static final String NO_CHILD = "main";

  private static volatile Optional<ProcessInfo> parent = Optional.empty();
  private static volatile ProcessInfo self =
      new ProcessInfo(NO_CHILD, ProcessHandle.current().pid(), false);

  private Ancestry() {}

  static void become(String name, boolean daemon, ProcessInfo childOf) {
    self = new ProcessInfo(name, ProcessHandle.current().pid(), daemon);
    parent = Optional.of(childOf);
  }

  static ProcessInfo self() {
    return self;
  }

  static Optional<ProcessInfo> parent() {
    return parent;
  }
}
