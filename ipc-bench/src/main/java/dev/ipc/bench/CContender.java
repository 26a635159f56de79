package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A contender in C, compiled when it is needed first.
 *
 * @param name what it is called in tables
 * @param workshop where it is compiled
 */
record CContender(String name, Workshop workshop) implements Contender {
  @Override
  public Optional<String> missing() {
    return Programs.find("cc").isPresent() ? Optional.empty() : Optional.of("no cc in PATH");
  }

  @Override
  public List<List<String>> commands(Job job, int firstSide, int sides, Path memory)
      throws IOException {
    String program = workshop.compiled("peer.c").toString();
    String file = memory.resolve("peer").toString();
    List<List<String>> commands = new ArrayList<>();
    for (int side = firstSide; side < firstSide + sides; side++) {
      commands.add(Pinning.pin(side, List.of(program, job.toString(), file, "" + side)));
    }
    return commands;
  }
}
