package dev.ipc.testkit;

import java.util.Arrays;

/** Does what the test's lines say. */
final class EchoChild {
  private EchoChild() {}

  /**
   * Runs.
   *
   * @param arguments said at the start
   */
  public static void main(String[] arguments) throws Exception {
    Child.say("arguments " + Arrays.toString(arguments));
    while (true) {
      String[] line = Child.nextLine().split(" ", 2);
      switch (line[0]) {
        case "say" -> Child.say(line[1]);
        case "complain" -> System.err.println(line[1]);
        case "exit" -> System.exit(Integer.parseInt(line[1]));
        case "property" -> Child.say(line[1] + "=" + System.getProperty(line[1]));
        case "native" ->
            Child.say("native access " + EchoChild.class.getModule().isNativeAccessEnabled());
        case "child" -> Child.say("child " + ChildJvm.start(EchoChild.class).pid());
        case "sleeper" -> {
          Process sleeper = new ProcessBuilder("sleep", "600").inheritIO().start();
          Child.say("sleeper " + sleeper.pid());
        }
        default -> throw new IllegalArgumentException(line[0]);
      }
    }
  }
}
