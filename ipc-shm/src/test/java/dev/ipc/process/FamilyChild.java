package dev.ipc.process;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.Child;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program that starts processes, which print to its output. They do not use {@link Child}, as
 * their own input is empty.
 */
final class FamilyChild {
  private FamilyChild() {}

  public static void main(String[] arguments) throws Exception {
    Child.dieWithParent();
    switch (arguments[0]) {
      case "sleep" -> report("child", JvmProcess.start(() -> sleepAs("child")));
      case "chain" -> report("child", JvmProcess.start(FamilyChild::startAndSleep));
      case "hanging hook" -> report("child", JvmProcess.start(FamilyChild::hangInHook));
      case "start only" -> {
        JvmProcess.start(() -> sleepAs("child"));
        Child.say("started");
        TimeUnit.DAYS.sleep(1);
      }
      case "return" -> {
        SharedInt go = Shm.named(arguments[1]).open("go", SharedInt.KIND);
        JvmProcess.start(() -> {
          System.out.println("child waits");
          Eventually.until("the test goes on", () -> go.get() == 1);
          System.out.println("child ends");
        });
        Child.say("main ends");
      }
      case "daemon" -> {
        CountDownLatch running = new CountDownLatch(1);
        JvmOptions daemon =
            JvmOptions.DEFAULTS
                .daemon(true)
                .output(
                    Output.lines(line -> {
                      Child.say(line.text());
                      if (line.text().startsWith("grandchild ")) {
                        running.countDown();
                      }
                    }));
        JvmProcess.start(daemon, FamilyChild::startAndSleep);
        running.await();
        Child.say("main ends");
      }
      case "exit" -> {
        JvmProcess.start(() -> sleepAs("child"));
        System.exit(Integer.parseInt(Child.nextLine()));
      }
      case "output" ->
          report(
              "child",
              JvmProcess.start(() -> {
                System.out.println("to standard output, with äöü€");
                System.err.println("to error output");
              }));
      case "throw" ->
          report("child", JvmProcess.start(JvmOptions.DEFAULTS.name("thrower"), FamilyChild::fail));
      case "nothing to run" -> report("child", new Idle().start());
      case "bad flag" ->
          report(
              "child",
              JvmProcess.start(
                  JvmOptions.DEFAULTS.flags(List.of("-XX:NoSuchFlag")), FamilyChild::fail));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void report(String who, JvmProcess process) throws InterruptedException {
    process.join();
    Child.say(who + " ended with " + process.exitCode().getAsInt());
  }

  static void sleepAs(String who) throws InterruptedException {
    System.out.println(who + " " + ProcessHandle.current().pid());
    TimeUnit.DAYS.sleep(1);
  }

  static void startAndSleep() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    JvmProcess.start(() -> sleepAs("grandchild"));
    sleepAs("child");
  }

  static void hangInHook() throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              System.out.println("hook");
              Eventually.holds(() -> false, Duration.ofDays(1));
            }));
    sleepAs("child");
  }

  static void fail() throws IOException {
    try {
      findOut();
    } catch (IllegalStateException e) {
      IOException failure = new IOException("not done", e);
      failure.addSuppressed(new ArithmeticException("nor this"));
      throw failure;
    }
  }

  private static void findOut() {
    throw new IllegalStateException("the reason");
  }

  /** Forgets to override {@code run}. */
  private static final class Idle extends JvmProcess {
    @Serial private static final long serialVersionUID = 1L;
  }
}
