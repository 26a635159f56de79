package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Cleaner;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.SteppedChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The processes of a test, and the folders they live in as an administrator sees them. */
final class Inhabited {
  private Inhabited() {}

  /** A process that has done some things. */
  static ChildJvm child(String... commands) {
    ChildJvm child = ChildJvm.start(InhabitantChild.class);
    child.awaitLine("ready");
    Stream.of(commands).forEach(command -> perform(child, command));
    return child;
  }

  /** A process that has done some things, and then was killed at a step of the last. */
  static SteppedChild stopped(String step, String last, String... commands) {
    SteppedChild child = ChildCommand.of(InhabitantChild.class).startStepped();
    child.awaitLine("ready");
    Stream.of(commands).forEach(command -> perform(child, command));
    child.arm(step);
    child.send(last);
    child.awaitStep(step);
    return child;
  }

  static void perform(ChildJvm child, String command) {
    child.send(command);
    child.awaitLine("done " + command.split(" ", -1)[0]);
  }

  /** Each file below the root with its content; {@code members} and gates are never read. */
  static Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Shm.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        boolean readable = !name.equals("members") && !name.equals(".gate");
        String bytes = readable ? HexFormat.of().formatHex(Files.readAllBytes(file)) : "";
        content.put(Shm.root().relativize(file).toString(), bytes);
      }
    }
    return content;
  }

  /** Deletes all domains; the children of the test are dead. */
  static void deleteAll() throws IOException {
    for (Path folder : Inspector.folders(Shm.root())) {
      new Cleaner(false).delete(folder);
    }
  }
}
