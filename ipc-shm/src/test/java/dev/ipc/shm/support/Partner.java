package dev.ipc.shm.support;

import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.SteppedChild;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Threads of another JVM, which can be killed. */
public final class Partner implements Side {
  private final ChildJvm child;
  private final Side.Threads threads;
  private final AtomicInteger last = new AtomicInteger();

  private Partner(ChildJvm child, Side.Threads threads) {
    this.child = child;
    this.threads = threads;
    child.awaitLine("ready");
  }

  /**
   * Starts a JVM. Its virtual threads share one carrier.
   *
   * @param threads what threads its work gets
   * @return the partner
   */
  public static Partner start(Side.Threads threads) {
    return new Partner(command().start(), threads);
  }

  /**
   * Starts a JVM whose work runs in platform threads.
   *
   * @return the partner
   */
  public static Partner start() {
    return start(Side.Threads.PLATFORM);
  }

  /**
   * Starts a JVM that can be stopped at steps of the protocols, see {@link #stepped}.
   *
   * @param armed names of steps to stop at
   * @return the partner
   */
  public static Partner startStepped(String... armed) {
    return new Partner(command().startStepped(armed), Side.Threads.PLATFORM);
  }

  private static ChildCommand command() {
    return ChildCommand.of(PartnerChild.class)
        .withFlags("-Djdk.virtualThreadScheduler.parallelism=1");
  }

  /**
   * The process, to be stopped at steps.
   *
   * @return what {@link #startStepped} started
   */
  public SteppedChild stepped() {
    return (SteppedChild) child;
  }

  /**
   * The process.
   *
   * @return what was started
   */
  public ChildJvm process() {
    return child;
  }

  /** Kills it, see {@link ChildJvm#kill}. */
  public void kill() {
    child.kill();
  }

  @Override
  public <R extends @Nullable Object> Call<R> begin(Work<R> work) {
    int number = last.incrementAndGet();
    try {
      String encoded = Base64.getEncoder().encodeToString(Serial.write(work));
      child.send(number + " " + threads + " " + encoded);
    } catch (IOException e) {
      throw new AssertionError("the work cannot travel", e);
    }
    return new RemoteCall<>(number);
  }

  @Override
  public void close() {
    child.close();
  }

  private final class RemoteCall<R extends @Nullable Object> implements Call<R> {
    private final String result;
    private final String failure;

    RemoteCall(int number) {
      this.result = "result " + number + " ";
      this.failure = "failure " + number + " ";
    }

    private Optional<String> outcome() {
      List<String> lines = child.lines();
      return lines.stream()
          .filter(line -> line.startsWith(result) || line.startsWith(failure))
          .findFirst();
    }

    private String await() {
      Eventually.until(
          "the work of " + child + " ends",
          () -> outcome().isPresent() || !child.handle().isAlive());
      return outcome().orElseThrow(() -> new AssertionError("died with its work: " + child));
    }

    @Override
    public boolean isDone() {
      return outcome().isPresent();
    }

    @Override
    @SuppressWarnings("unchecked") // the work's own result comes back
    public R result() {
      String line = await();
      if (line.startsWith(failure)) {
        throw new AssertionError("the work failed", (Throwable) decode(line, failure));
      }
      return (R) decode(line, result);
    }

    @Override
    public Throwable failure() {
      String line = await();
      if (line.startsWith(result)) {
        throw new AssertionError("the work did not fail; result=" + decode(line, result));
      }
      return (Throwable) decode(line, failure);
    }

    private static @Nullable Object decode(String line, String prefix) {
      try {
        return Serial.read(Base64.getDecoder().decode(line.substring(prefix.length())));
      } catch (IOException | ClassNotFoundException e) {
        throw new AssertionError("the outcome cannot be read", e);
      }
    }
  }
}
