package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.Waitable;
import dev.ipc.bind.Luggage;
import java.io.File;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A function that runs in a JVM of its own: own heap, own garbage collector, own death.
 *
 * <pre>{@code
 * var adder = JvmProcess.start(() -> add(value, lock));
 * adder.join();
 * }</pre>
 *
 * <p>What the function captures travels with it: shared objects arrive as the same object, other
 * {@link Serializable} values as copies. What cannot travel is an error of {@code start}, which
 * names it. Or extend this class and override {@link #run}: the fields of the subclass travel.
 *
 * <p>The child starts with fresh statics and never runs the program's {@code main}. It has this
 * JVM's class path, module path and {@code ipc.*} properties; its output goes where this JVM's
 * goes, and its input is empty. It ends with exit code 0 when the function and all its non-daemon
 * threads have ended, and with 1, after printing it in full, when the function throws.
 *
 * <p>This JVM stays alive until its children have ended. If it dies, however, they end too, within
 * a fraction of a second: a child looks at the life of its parent, not at its process id.
 */
public class JvmProcess implements Serializable, Waitable {
  @Serial private static final long serialVersionUID = 1L;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final transient JvmOptions options;
  private final transient @Nullable Action action;

  /** The name of the process. */
  private final String name;

  private transient volatile @Nullable Running running;

  private record Running(Process process, CountDownLatch ended) {}

  /** For subclasses that override {@link #run}. */
  protected JvmProcess() {
    this(JvmOptions.DEFAULTS);
  }

  /**
   * For subclasses that override {@link #run}.
   *
   * @param options how to start the child
   */
  protected JvmProcess(JvmOptions options) {
    this(options, null);
  }

  private JvmProcess(JvmOptions options, @Nullable Action action) {
    this.options = options;
    this.action = action;
    this.name = options.name().orElseGet(() -> "process-" + COUNT.incrementAndGet());
  }

  /**
   * Runs a function in a new JVM.
   *
   * @param action the function
   * @return the process, started
   * @throws IllegalArgumentException if the function cannot travel
   */
  public static JvmProcess start(Action action) {
    return start(JvmOptions.DEFAULTS, action);
  }

  /**
   * Runs a function in a new JVM.
   *
   * @param options how to start it
   * @param action the function
   * @return the process, started
   * @throws IllegalArgumentException if the function cannot travel
   */
  public static JvmProcess start(JvmOptions options, Action action) {
    return new JvmProcess(options, action).start();
  }

  /**
   * What a subclass does in the child.
   *
   * @throws Exception whatever the work throws; the child prints it and ends with exit code 1
   */
  protected void run() throws Exception {
    throw new IllegalStateException(
        getClass().getName() + " does nothing: override run(), or give start() a function");
  }

  /**
   * Starts the child. A process starts once.
   *
   * @return this
   * @throws IllegalStateException if it was started before
   * @throws IllegalArgumentException if this object cannot travel
   * @throws UncheckedIOException if the JVM cannot be started
   */
  public final synchronized JvmProcess start() {
    if (running != null) {
      throw new IllegalStateException(
          "process " + name + " was started before, as pid " + pid() + "; make a new one");
    }
    Action travelling = action != null ? action : this::run;
    Luggage luggage = new Luggage();
    Object subject = action != null ? action : this;
    byte[] call = luggage.pack(() -> CallCodec.encode(travelling, subject));
    Family family = Family.enter();
    try {
      running = launch(family, call, luggage);
      return this;
    } catch (Throwable t) {
      family.leave();
      throw t;
    }
  }

  private Running launch(Family family, byte[] call, Luggage luggage) {
    CallMessage message = family.session().create(family, null, CallMessage.of(call));
    List<String> arguments =
        List.of(
            family.session().domain().folder().toString(),
            message.file(),
            Integer.toString(family.self().bits()),
            name);
    message.close();
    ProcessBuilder builder =
        new ProcessBuilder(JavaCommand.of(options, ChildMain.class, arguments))
            .redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    try {
      Process process = builder.start();
      CountDownLatch ended = new CountDownLatch(1);
      // Not a daemon: this JVM waits for its children.
      Thread.ofPlatform()
          .name("ipc-wait-" + name)
          .start(() -> awaitEnd(process, family, luggage, ended));
      return new Running(process, ended);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start process " + name + ": " + e.getMessage() + "; command=" + builder.command(),
          e);
    }
  }

  private static void awaitEnd(
      Process process, Family family, Luggage luggage, CountDownLatch ended) {
    try {
      process.onExit().join();
      luggage.lost();
      family.leave();
    } finally {
      ended.countDown();
    }
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("process " + name + " was not started; call start() first");
    }
    return now;
  }

  /**
   * The name of the process.
   *
   * @return the name from its options, or one that was made up
   */
  public final String name() {
    return name;
  }

  /**
   * The operating system's number of the child.
   *
   * @return its process id
   * @throws IllegalStateException if it was not started
   */
  public final long pid() {
    return running().process.pid();
  }

  /**
   * Whether the child runs.
   *
   * @return false before the start and after the end
   */
  public final boolean isAlive() {
    Running now = running;
    return now != null && now.process.isAlive();
  }

  /**
   * Waits until the child has ended.
   *
   * @throws InterruptedException if the thread is interrupted; the child goes on
   * @throws IllegalStateException if it was not started
   */
  public final void join() throws InterruptedException {
    running().ended.await();
  }

  /**
   * Waits until the child has ended, or the time is over.
   *
   * @param timeout how long; zero or less looks only
   * @return true if the child has ended
   * @throws InterruptedException if the thread is interrupted; the child goes on
   * @throws IllegalStateException if it was not started
   */
  public final boolean join(Duration timeout) throws InterruptedException {
    return running().ended.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
  }

  /**
   * Whether the child has ended.
   *
   * @return false while it runs
   * @throws IllegalStateException if it was not started
   */
  @Override
  public final boolean isReady() {
    return exitCode().isPresent();
  }

  /**
   * Waits until the child has ended: {@link #join(Duration)} by the name that all have who can be
   * waited for.
   *
   * @param timeout how long; zero or less looks only
   * @return true if the child has ended
   * @throws InterruptedException if the thread is interrupted; the child goes on
   * @throws IllegalStateException if it was not started
   */
  @Override
  public final boolean awaitReady(Duration timeout) throws InterruptedException {
    return join(timeout);
  }

  /**
   * How the child ended.
   *
   * @return its exit code, which is 128 plus the number of the signal if one ended it (137 after
   *     {@link #kill}, 143 after {@link #terminate}), or empty while it runs
   * @throws IllegalStateException if it was not started
   */
  public final OptionalInt exitCode() {
    Process process = running().process;
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Asks the child to end: its shutdown hooks run. Does nothing if it has ended. */
  public final void terminate() {
    running().process.destroy();
  }

  /** Ends the child at once, at whatever instruction it is. Does nothing if it has ended. */
  public final void kill() {
    running().process.destroyForcibly();
  }

  @Override
  public String toString() {
    Running now = running;
    String state;
    if (now == null) {
      state = "not started";
    } else if (now.process.isAlive()) {
      state = "pid " + now.process.pid();
    } else {
      state = "pid " + now.process.pid() + ", ended with " + now.process.exitValue();
    }
    return "JvmProcess[" + name + ", " + state + "]";
  }
}
