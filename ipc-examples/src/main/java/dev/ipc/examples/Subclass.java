package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import java.io.Serial;
import java.util.concurrent.TimeUnit;

/**
 * A process as a class: what the constructor stores travels, and {@code run} is what the child
 * does. Two of them take their turns, because each is waited for before the next one starts.
 */
public final class Subclass {
  private Subclass() {}

  /** Sleeps for a second, then says who it is. */
  static final class Sleeper extends JvmProcess {
    @Serial private static final long serialVersionUID = 1L;

    private final int id;

    Sleeper(int id) {
      this.id = id;
    }

    @Override
    protected void run() throws InterruptedException {
      TimeUnit.SECONDS.sleep(1);
      IO.println("I am process " + id);
    }
  }

  static void main() throws InterruptedException {
    for (int id = 1; id <= 2; id++) {
      var sleeper = new Sleeper(id);
      sleeper.start();
      sleeper.join();
      IO.println("It " + sleeper.ending().orElseThrow());
    }
  }
}
