package dev.ipc.shm.liveness;

import dev.ipc.testkit.Child;
import java.io.IOException;
import java.nio.file.Path;

/** Looks at the members of a domain without pause. */
final class ProbingChild {
  private ProbingChild() {}

  public static void main(String[] arguments) throws IOException {
    Child.dieWithParent();
    try (Census census = Census.open(Path.of(arguments[0]))) {
      int looks = 0;
      while (!census.members().isEmpty()) {
        if (looks++ == 0) {
          Child.say("probing");
        }
      }
    }
  }
}
