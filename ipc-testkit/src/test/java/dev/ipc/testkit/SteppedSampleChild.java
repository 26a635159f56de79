package dev.ipc.testkit;

import java.util.concurrent.Callable;
import java.util.function.IntSupplier;

/** Has markers in all the places that protocols have them in; runs what the test names. */
final class SteppedSampleChild {
  private int done;

  private SteppedSampleChild() {}

  /**
   * Runs.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    SteppedSampleChild sample = new SteppedSampleChild();
    Child.say("ready");
    while (true) {
      String wanted = Child.nextLine();
      int before = sample.done;
      sample.run(wanted);
      Child.say(wanted + " did " + (sample.done - before));
    }
  }

  private void run(String wanted) throws Exception {
    switch (wanted) {
      case "plain" -> plain();
      case "loop" -> loop();
      case "lambda" -> lambda().call();
      case "inner" -> inner().run();
      case "finally" -> finallyBlock(false);
      case "finally thrown" -> finallyBlock(true);
      case "several lines" -> severalLines();
      case "end" -> end();
      case "thread" -> thread();
      default -> throw new IllegalArgumentException(wanted);
    }
  }

  private int act() {
    Child.say("act " + ++done);
    return done;
  }

  private void plain() {
    act();
    // step: sample.plain
    act();
  }

  private void loop() {
    for (int i = 0; i < 5; i++) {
      // step: sample.loop
      act();
    }
  }

  private Callable<Integer> lambda() {
    return () -> {
      act();
      // step: sample.lambda
      return act();
    };
  }

  private Runnable inner() {
    return new Runnable() {
      @Override
      public void run() {
        act();
        // step: sample.inner
        act();
      }
    };
  }

  private void finallyBlock(boolean thrown) {
    try {
      act();
      if (thrown) {
        throw new IllegalStateException("wanted");
      }
    } catch (IllegalStateException e) {
      act();
    } finally {
      // step: sample.finally
      act();
    }
  }

  private void severalLines() {
    // step: sample.lines
    // A comment in between does not matter.
    Child.say(
        "lines "
            + act()
            + " and "
            + supplied(() -> act())
            + " and a text that makes the statement long enough for four lines");
  }

  private static int supplied(IntSupplier supplier) {
    return supplier.getAsInt();
  }

  private void end() {
    act();
    if (done > 0) {
      act();
      // step: sample.block.end
    }
    // step: sample.try
    try {
      act();
    } finally {
      act();
    }
    // step: sample.end
  }

  private void thread() throws InterruptedException {
    Thread virtual =
        Thread.ofVirtual()
            .start(() -> {
              // step: sample.thread
              act();
            });
    virtual.join();
  }
}
