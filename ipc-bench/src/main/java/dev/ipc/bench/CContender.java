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
 * @param way how it does the job, or empty where there is one way only
 */
record CContender(String name, Workshop workshop, String way) implements Contender {
  CContender(String name, Workshop workshop) {
    this(name, workshop, "");
  }

  @Override
  public Optional<String> missing() {
    return Programs.find("cc").isPresent() ? Optional.empty() : Optional.of("no cc in PATH");
  }

  @Override
  public List<List<String>> commands(Job job, int firstSide, int sides, Path memory)
      throws IOException {
    String program = workshop.compiled("peer.c").toString();
    String task = way.isEmpty() ? job.toString() : job + "_" + way;
    String file = memory.resolve("peer").toString();
    List<List<String>> commands = new ArrayList<>();
    for (int side = firstSide; side < firstSide + sides; side++) {
      commands.add(Pinning.pin(side, List.of(program, task, file, "" + side)));
    }
    return commands;
  }
}
