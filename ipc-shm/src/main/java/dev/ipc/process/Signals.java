package dev.ipc.process;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells signals and exit codes apart. */
final class Signals {
  private static final int FIRST = 128;
  private static final int COUNT = 64;
  private static final int KILL = 9;

  /** By which a JVM ends in order. */
  private static final Set<Integer> ORDERLY = Set.of(1, 2, 15);

  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8,
          "SIGFPE", KILL, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  private Signals() {}

  /**
   * The signal that ended a child.
   *
   * @param exitCode what Java gives as its exit code
   * @param inOrder whether the child said that it would end
   * @param killed whether this JVM killed it
   */
  static Optional<String> of(int exitCode, boolean inOrder, boolean killed) {
    int number = exitCode - FIRST;
    boolean possible = number > 0 && number <= COUNT;
    boolean plausible = !inOrder || ORDERLY.contains(number) || (killed && number == KILL);
    return possible && plausible
        ? Optional.of(NAMES.getOrDefault(number, "signal " + number))
        : Optional.empty();
  }
}
