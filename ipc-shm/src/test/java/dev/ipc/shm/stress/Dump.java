package dev.ipc.shm.stress;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a process does now, for a message about a hang. */
final class Dump {
  private Dump() {}

  /** A thread dump, and whatever else the process printed. */
  static String of(ChildJvm child) {
    try {
      int printed = child.lines().size();
      new ProcessBuilder("kill", "-QUIT", Long.toString(child.pid())).start().waitFor();
      Eventually.holds(() -> child.lines().size() > printed + 100, Duration.ofSeconds(5));
    } catch (IOException e) {
      return "no thread dump: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> text = new ArrayList<>();
    text.add("pid " + child.pid());
    text.addAll(child.lines());
    text.addAll(child.errors());
    return String.join("\n", text);
  }
}
