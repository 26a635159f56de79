package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Python's multiprocessing: one process that forks the others, which pin themselves.
 *
 * @param workshop where the script is
 */
record PythonContender(Workshop workshop) implements Contender {
  @Override
  public String name() {
    return "Python multiprocessing.Lock";
  }

  @Override
  public Optional<String> missing() {
    return Programs.find("python3").isPresent()
        ? Optional.empty()
        : Optional.of("no python3 in PATH");
  }

  @Override
  public List<List<String>> commands(Job job, int firstSide, int sides, Path memory)
      throws IOException {
    if (job != Job.LOCK || firstSide != 0) {
      throw new IllegalArgumentException("not a job for Python: " + job + ", side=" + firstSide);
    }
    String pinned = Pinning.isPossible() ? "pinned" : "free";
    return List.of(List.of("python3", workshop.unpacked("peer.py").toString(), "" + sides, pinned));
  }
}
