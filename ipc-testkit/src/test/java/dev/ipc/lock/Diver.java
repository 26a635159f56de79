package dev.ipc.lock;

import dev.ipc.testkit.Eventually;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Descends until the stack is over, and on the way back tries at every depth. */
final class Diver {
  private static final long STACK_BYTES = 512 * 1024;

  private final Runnable attempt;
  int attempts;
  int overflows;

  private Diver(Runnable attempt) {
    this.attempt = attempt;
  }

  static Diver inSmallStack(Runnable attempt) throws Exception {
    Diver diver = new Diver(attempt);
    FutureTask<Void> task = new FutureTask<>(() -> diver.dive(0), null);
    new Thread(null, task, "small-stack", STACK_BYTES).start();
    task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return diver;
  }

  /** The frames are of different sizes, so that attempts begin at every distance to the end. */
  private void dive(int depth) {
    try {
      if (depth % 3 == 0) {
        diveWide(depth + 1, depth, depth, depth, depth);
      } else {
        dive(depth + 1);
      }
    } catch (StackOverflowError e) {
      overflows++;
    }
    try {
      attempts++;
      attempt.run();
    } catch (StackOverflowError e) {
      overflows++;
    }
  }

  @SuppressWarnings("unused") // what the parameters are for is to need stack
  private void diveWide(int depth, long a, long b, long c, long d) {
    dive(depth);
  }
}
