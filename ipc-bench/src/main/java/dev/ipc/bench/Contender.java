package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One way to do a job in several processes: ours, or that of a peer. */
interface Contender {
  /** What it is called in tables. */
  String name();

  /** Why it cannot be measured here, or empty. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * The processes that do a job, each of which talks as {@link Worker} does.
   *
   * @param job what they do
   * @param firstSide the number of the first of them; processes of the same memory count on
   * @param sides how many do it at once
   * @param memory a folder for what they share
   * @return a command line for each process, pinned
   */
  List<List<String>> commands(Job job, int firstSide, int sides, Path memory) throws IOException;
}
