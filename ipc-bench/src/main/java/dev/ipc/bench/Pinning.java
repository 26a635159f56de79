package dev.ipc.bench;

import java.util.ArrayList;
import java.util.List;

/** Keeps each process on a core of its own, where there is {@code taskset}. */
final class Pinning {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final boolean POSSIBLE = CORES > 1 && Programs.find("taskset").isPresent();

  private Pinning() {}

  static boolean isPossible() {
    return POSSIBLE;
  }

  /** Puts the process of a side on its core. */
  static List<String> pin(int side, List<String> command) {
    if (!POSSIBLE) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "" + side % CORES));
    pinned.addAll(command);
    return pinned;
  }

  /** What readers of the figures must know. */
  static String describe() {
    if (POSSIBLE) {
      return "each process pinned to a core of its own, but for those that start others";
    }
    return CORES > 1 ? "not pinned: there is no taskset" : "not pinned: there is one core only";
  }
}
