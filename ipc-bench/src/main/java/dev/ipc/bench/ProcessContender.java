package dev.ipc.bench;

import dev.ipc.journal.JournalFlags;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The toolkit's processes and pools: a JVM that runs {@link ProcessWorker} and starts the others,
 * free to run on any core.
 *
 * @param name what it is called in tables
 * @param manner how its children are started
 * @param warmUp how long it works before it says that it is ready
 */
record ProcessContender(String name, Manner manner, Duration warmUp) implements Contender {
  /** How children are started. */
  enum Manner {
    /** Without an AOT cache, which makes no difference once they run. */
    PLAIN("-Dipc.aot=off"),
    /** From an AOT cache, which is made before if it is not there. */
    CACHED("-Dipc.aot=on"),
    /** The same, with another that waits to take the place of one that dies. */
    SPARE("-Dipc.aot=on"),
    /** In JVMs that take themselves to have one core, so that nobody spins. */
    SLEEPING("-Dipc.aot=off", "-XX:ActiveProcessorCount=1");

    private final String flags;

    Manner(String... flags) {
      this.flags = String.join(" ", flags);
    }

    /** What the JVMs need. */
    List<String> flags() {
      return List.of(flags.split(" ", -1));
    }
  }

  @Override
  public List<List<String>> commands(Job job, int firstSide, int sides, Path memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dipc.root=" + memory);
    String cache = System.getProperty("ipc.cache");
    if (cache != null) {
      command.add("-Dipc.cache=" + cache);
    }
    command.addAll(manner.flags());
    command.add("-cp");
    command.add(classPath());
    command.add(ProcessWorker.class.getName());
    command.add(manner.name());
    command.add(job.name());
    command.add("" + warmUp.toMillis());
    return List.of(command);
  }

  /**
   * The benches first, as build tools have it: a JVM looks for a class in one jar after the other.
   * Without the journal, because all children of a program that has it get many flags.
   */
  private static String classPath() {
    String journal = home(JournalFlags.class);
    String benches = home(ProcessWorker.class);
    return Stream.concat(
            Stream.of(benches),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> new File(entry).getAbsolutePath())
                .filter(entry -> !entry.equals(journal) && !entry.equals(benches)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String home(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getAbsolutePath();
  }
}
