package dev.ipc.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A contender whose processes are JVMs that run {@link Worker}.
 *
 * @param name what it is called in tables
 * @param tool the tool that the worker uses
 * @param warmUp how long it works on private memory before it says that it is ready
 */
record JavaContender(String name, Worker.Tool tool, Duration warmUp) implements Contender {
  @Override
  public List<List<String>> commands(Job job, int firstSide, int sides, Path memory) {
    return IntStream.range(firstSide, firstSide + sides)
        .mapToObj(side -> Pinning.pin(side, command(job, side, memory)))
        .toList();
  }

  private List<String> command(Job job, int side, Path memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Pinned or not, the JVM behaves as one that has all cores.
    // Small enough to be touched in the warm-up: a fresh page costs what the host makes it cost.
    command.add("-Xmn64m");
    command.add("-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(tool.flags());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Worker.class.getName());
    command.add(tool.name());
    command.add(job.name());
    command.add("" + side);
    command.add(memory.toString());
    command.add("" + warmUp.toMillis());
    return command;
  }
}
