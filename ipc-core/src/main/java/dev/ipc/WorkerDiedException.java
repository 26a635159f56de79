package dev.ipc;

import java.io.Serial;
import java.util.List;
import java.util.OptionalInt;

/** A worker process of a pool ended while it worked. The message says by what it ended. */
public final class WorkerDiedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int UNKNOWN = Integer.MIN_VALUE;
  private static final int SIGNAL_BASE = 128;

  /** The worker. */
  private final long pid;

  /** Its exit code, or {@link #UNKNOWN}. */
  private final int exitCode;

  /** What it printed last. */
  private final String[] lastLines;

  /**
   * Creates the exception.
   *
   * @param what what failed by the death, such as {@code worker-2 died during a task}
   * @param pid the process id of the worker
   * @param exitCode its exit code; 128 and the number of the signal if a signal ended it; empty if
   *     that is not known
   * @param lastLines what it printed last to its standard error, oldest first; may be empty
   */
  public WorkerDiedException(String what, long pid, OptionalInt exitCode, List<String> lastLines) {
    super(message(what, pid, exitCode, lastLines));
    this.pid = pid;
    this.exitCode = exitCode.orElse(UNKNOWN);
    this.lastLines = lastLines.toArray(String[]::new);
  }

  private static String message(
      String what, long pid, OptionalInt exitCode, List<String> lastLines) {
    return what
        + ": pid="
        + pid
        + ", "
        + (exitCode.isPresent() ? ending(exitCode.getAsInt()) : "exit code unknown")
        + (lastLines.isEmpty() ? "" : ", last lines:\n  " + String.join("\n  ", lastLines) + "\n")
        + "; "
        + cure(exitCode);
  }

  private static String ending(int code) {
    int signal = code - SIGNAL_BASE;
    String name =
        switch (signal) {
          case 1 -> "SIGHUP";
          case 2 -> "SIGINT";
          case 3 -> "SIGQUIT";
          case 4 -> "SIGILL";
          case 6 -> "SIGABRT";
          case 7 -> "SIGBUS";
          case 9 -> "SIGKILL";
          case 11 -> "SIGSEGV";
          case 15 -> "SIGTERM";
          default -> "";
        };
    return name.isEmpty()
        ? "ended with exit code " + code
        : "ended by signal " + signal + " (" + name + ")";
  }

  private static String cure(OptionalInt exitCode) {
    return switch (exitCode.orElse(UNKNOWN)) {
      case SIGNAL_BASE + 9 -> "look who killed it: the kernel, if memory was short, see dmesg";
      case SIGNAL_BASE + 6, SIGNAL_BASE + 7, SIGNAL_BASE + 11 ->
          "its JVM crashed: see hs_err_pid" + "*.log in its folder";
      case 3 ->
          "look what in the task calls System.exit(3); under -XX:+ExitOnOutOfMemoryError it may"
              + " also be lack of memory: give the workers more heap then";
      default -> "look what in the task ends the JVM, such as System.exit";
    };
  }

  /**
   * The worker.
   *
   * @return its process id
   */
  public long pid() {
    return pid;
  }

  /**
   * How the worker ended.
   *
   * @return its exit code; 128 and the number of the signal if a signal ended it; empty if that is
   *     not known
   */
  public OptionalInt exitCode() {
    return exitCode == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /**
   * What the worker printed last.
   *
   * @return the last lines of its standard error, oldest first; empty if there are none
   */
  public List<String> lastLines() {
    return List.of(lastLines);
  }
}
