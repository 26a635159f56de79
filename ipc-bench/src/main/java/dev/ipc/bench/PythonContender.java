package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Python's multiprocessing: one process that forks the others, which pin themselves, or spawns them
 * where that is what is measured.
 *
 * @param type the type of that module
 * @param workshop where the script is
 */
record PythonContender(String type, Workshop workshop) implements Contender {
  @Override
  public String name() {
    return "Python multiprocessing." + type;
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
    if (firstSide != 0) {
      throw new IllegalArgumentException("Python has all sides of a job: firstSide=" + firstSide);
    }
    boolean alone = job.startsProcesses();
    String pinned = Pinning.isPossible() && !alone ? "pinned" : "free";
    String script = workshop.unpacked(alone ? "pools.py" : "peer.py").toString();
    return List.of(List.of("python3", script, job.toString(), "" + sides, pinned));
  }
}
