package dev.ipc.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * JVMs that somebody else starts, such as a pool its workers, of which the first stops at named
 * steps of the protocols, to be killed there. See {@link SteppedChild}, which starts its JVM
 * itself.
 *
 * <pre>{@code
 * try (var guests = SteppedGuests.listen("pool.item");
 *     var pool = ProcessPool.of(options.flags(guests.flag()))) {
 *   ...
 *   guests.awaitStep("pool.item");
 * }
 * }</pre>
 */
public final class SteppedGuests implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Debugger.Ear ear;
  private final Thread host;
  private final CompletableFuture<Debugger> first = new CompletableFuture<>();
  private final List<Debugger> all = new CopyOnWriteArrayList<>();
  private final String armed;
  private volatile boolean closed;

  private SteppedGuests(String armed) {
    this.armed = armed;
    this.ear = Debugger.listen(PATIENCE);
    this.host = Thread.ofPlatform().daemon().name("stepped-guests").start(this::welcome);
  }

  /**
   * Waits for JVMs.
   *
   * @param step at which the first one stops, once
   * @return what to close when they have ended
   */
  public static SteppedGuests listen(String step) {
    return new SteppedGuests(step);
  }

  private void welcome() {
    while (!closed) {
      try {
        Debugger debugger = ear.accept(Steps.ofProject(), "stepped-guest-debugger");
        all.add(debugger);
        if (all.size() == 1) {
          debugger.arm(armed, 1);
          first.complete(debugger);
        }
        debugger.begin();
      } catch (UncheckedIOException | IllegalStateException e) {
        first.completeExceptionally(e); // closed, or nobody came
        return;
      }
    }
  }

  /**
   * The flag that they are started with.
   *
   * @return for the command line of each JVM
   */
  public String flag() {
    return ear.agentFlag();
  }

  /**
   * Waits until the first one stands at the step.
   *
   * @throws AssertionError if it ends, or does not arrive
   */
  public void awaitStep() {
    Debugger debugger = first.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (debugger.awaitStanding(Eventually.PATIENCE).isEmpty()) {
      throw new AssertionError("did not arrive at step " + armed + ": " + debugger.describe());
    }
  }

  @Override
  public void close() {
    closed = true;
    ear.close();
    try {
      host.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(Debugger::awaitEnd);
  }
}
