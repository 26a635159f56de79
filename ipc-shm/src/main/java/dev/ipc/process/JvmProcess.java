package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.Waitable;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * <p>This JVM stays alive until its children have ended, but for daemons ({@link
 * JvmOptions#daemon}). If it dies, however, they all end too, within a fraction of a second: a
 * child looks at the life of its parent, not at its process id.
 */
public class JvmProcess implements Serializable, Waitable {
  @Serial private static final long serialVersionUID = 1L;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final transient JvmOptions options;
  private final transient @Nullable Action action;

  /** The name of the process. */
  private final String name;

  private transient volatile @Nullable Running running;

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
    Object subject = action != null ? action : this;
    List<String> classPath = ChildClassPath.of(options, subject);
    running = Running.launch(this, options, classPath, Task.of(travelling, subject), false);
    return this;
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
    return running().pid();
  }

  /**
   * Whether the child runs.
   *
   * @return false before the start and after the end
   */
  public final boolean isAlive() {
    Running now = running;
    return now != null && now.isAlive();
  }

  /**
   * Waits until the child has ended.
   *
   * @throws InterruptedException if the thread is interrupted; the child goes on
   * @throws IllegalStateException if it was not started
   */
  public final void join() throws InterruptedException {
    try {
      running().end().get();
    } catch (ExecutionException e) {
      throw new AssertionError("an end never fails", e);
    }
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
    try {
      long nanos = TimeUnit.NANOSECONDS.convert(timeout);
      return running().end().get(Math.max(0, nanos), TimeUnit.NANOSECONDS) != null;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("an end never fails", e);
    }
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
    Process process = running().process();
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * How the child ended, in detail. It is known when {@link #join} returns.
   *
   * @return exit code, signal, and what is left of a crash; empty while the child runs
   * @throws IllegalStateException if it was not started
   */
  public final Optional<Ending> ending() {
    return Optional.ofNullable(running().end().getNow(null));
  }

  /**
   * The end of the child as a future, which can be combined with others. Its callbacks run in a
   * virtual thread of this child, or in the calling thread if the child has ended.
   *
   * @return completed with this process when the child has ended; completing or cancelling it
   *     changes nothing
   * @throws IllegalStateException if it was not started
   */
  public final CompletableFuture<JvmProcess> onExit() {
    return running().end().thenApply(_ -> this);
  }

  /**
   * Waits for the first of some children.
   *
   * @param processes which ones; all were started
   * @param timeout how long; zero or less looks only
   * @return one that has ended, the first in their order if several have, or empty if the time is
   *     over
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if one of them was not started
   */
  public static Optional<JvmProcess> waitAny(
      Collection<? extends JvmProcess> processes, Duration timeout) throws InterruptedException {
    return Children.awaitAny(List.copyOf(processes), timeout);
  }

  /**
   * The children of this JVM that run now.
   *
   * @return a copy, in the order in which they were started
   */
  public static List<JvmProcess> activeChildren() {
    return Children.alive();
  }

  /**
   * Who this JVM is.
   *
   * @return in a child what its parent named it; in a JVM that is nobody's child {@code main}
   */
  public static ProcessInfo current() {
    return Ancestry.self();
  }

  /**
   * Whose child this JVM is. A parent that has died is not seen: its children end.
   *
   * @return the parent, or empty in a JVM that is nobody's child
   */
  public static Optional<ProcessInfo> parent() {
    return Ancestry.parent();
  }

  /**
   * Checks that nothing is left to wait for. After the end of the child nothing is held, so this
   * may be left out.
   *
   * @throws IllegalStateException if the child runs
   */
  public final void close() {
    if (isAlive()) {
      throw new IllegalStateException(
          "process " + name + " runs, as pid " + pid() + "; join or kill it before it is closed");
    }
  }

  /** Asks the child to end: its shutdown hooks run. Does nothing if it has ended. */
  public final void terminate() {
    running().terminate();
  }

  /** Ends the child at once, at whatever instruction it is. Does nothing if it has ended. */
  public final void kill() {
    running().kill();
  }

  @Override
  public String toString() {
    Running now = running;
    String state;
    if (now == null) {
      state = "not started";
    } else if (now.isAlive()) {
      state = "pid " + now.pid();
    } else {
      state = "pid " + now.pid() + ", ended with " + now.process().exitValue();
    }
    return "JvmProcess[" + name + ", " + state + "]";
  }
}
