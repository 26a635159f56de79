package dev.ipc.testkit;

import java.nio.file.Path;

/** Has a child that stands at a step, and waits. */
final class SteppedParentChild {
  private SteppedParentChild() {}

  /**
   * Runs.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Child.dieWithParent();
    Steps steps = Steps.in(Path.of("src", "test", "java"));
    try (SteppedChild child =
        SteppedChild.launch(ChildCommand.of(SteppedSampleChild.class), steps, "sample.plain")) {
      child.send("plain");
      child.awaitStep("sample.plain");
      Child.say("standing " + child.pid());
      Child.nextLine();
    }
  }
}
