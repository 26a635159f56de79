package dev.ipc.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A real process that a test starts, talks to in lines, and kills.
 *
 * <p>The child speaks through {@link Child}; whatever it prints otherwise is kept for the failure
 * message. Nothing of it survives {@link #close}, nor the end of the test's JVM.
 *
 * <pre>{@code
 * try (var child = ChildJvm.start(HolderChild.class, folder)) {
 *   child.awaitLine("locked");
 *   child.kill();
 * }
 * }</pre>
 */
public sealed class ChildJvm implements AutoCloseable permits SteppedChild {
  private static final Set<ChildJvm> ALIVE = ConcurrentHashMap.newKeySet();
  private static final Duration END_OF_OUTPUT = Duration.ofSeconds(5);

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildJvm::killAll, "child-jvm-killer"));
  }

  private final ChildCommand command;
  private final Process process;
  private final LineLog out;
  private final LineLog errors;
  private final BufferedWriter in;
  private final Set<ProcessHandle> family = ConcurrentHashMap.newKeySet();

  ChildJvm(ChildCommand command, Process process) {
    this.command = command;
    this.process = process;
    this.in = process.outputWriter();
    this.out = new LineLog(process.getInputStream(), "child-jvm-out-" + process.pid());
    this.errors = new LineLog(process.getErrorStream(), "child-jvm-err-" + process.pid());
    ALIVE.add(this);
  }

  /**
   * Starts a child; for more choice see {@link ChildCommand}.
   *
   * @param main its main class
   * @param arguments for {@code main}; text is taken from {@code toString}
   * @return the running child
   */
  public static ChildJvm start(Class<?> main, Object... arguments) {
    return ChildCommand.of(main, arguments).start();
  }

  /** Ends every child that is not closed yet. */
  public static void killAll() {
    List.copyOf(ALIVE).forEach(ChildJvm::close);
  }

  /**
   * Its process id.
   *
   * @return the number
   */
  public final long pid() {
    return process.pid();
  }

  /**
   * Its process.
   *
   * @return the handle
   */
  public final ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Waits until the child prints a line. Lines before it are skipped.
   *
   * @param line the whole line
   * @throws AssertionError if the child ends, or stays silent for {@link Eventually#PATIENCE}
   */
  public final void awaitLine(String line) {
    await("the line \"" + line + "\"", line::equals);
  }

  /**
   * Waits until the child prints a line that starts in some way. Lines before it are skipped.
   *
   * @param prefix how it starts
   * @return the rest of the line
   * @throws AssertionError if the child ends, or stays silent for {@link Eventually#PATIENCE}
   */
  public final String awaitValue(String prefix) {
    String line = await("a line that starts with \"" + prefix + "\"", l -> l.startsWith(prefix));
    return line.substring(prefix.length());
  }

  private String await(String what, Predicate<String> wanted) {
    return out.await(wanted, Eventually.PATIENCE)
        .orElseThrow(() -> failure("did not print " + what));
  }

  /**
   * Sends the child a line.
   *
   * @param line without a line end
   */
  public final void send(String line) {
    try {
      in.write(line);
      in.newLine();
      in.flush();
    } catch (IOException e) {
      AssertionError failure = failure("did not take the line \"" + line + "\"");
      failure.initCause(e);
      throw failure;
    }
  }

  /**
   * What the child printed so far.
   *
   * @return the lines of its standard output
   */
  public final List<String> lines() {
    return out.lines();
  }

  /**
   * What the child complained of so far.
   *
   * @return the lines of its error output
   */
  public final List<String> errors() {
    return errors.lines();
  }

  /**
   * Waits until the child ends by itself, and has said everything.
   *
   * @return its exit code
   * @throws AssertionError if it does not end for {@link Eventually#PATIENCE}
   */
  public int awaitExit() {
    try {
      if (!process.waitFor(Eventually.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw failure("did not end");
      }
      out.awaitEnd(END_OF_OUTPUT);
      errors.awaitEnd(END_OF_OUTPUT);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was not waited for: interrupted");
    }
  }

  /**
   * Kills the child with SIGKILL, wherever it is, also when it is stopped. When this returns, the
   * process is reaped: the kernel has let go of all that it had.
   */
  public void kill() {
    process.descendants().forEach(family::add);
    process.destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops all threads of the child with SIGSTOP; when this returns, they stand. */
  public final void stop() {
    signal("STOP");
    Eventually.until("all threads of " + command + " stand", this::stands);
  }

  /** Lets the child go on with SIGCONT. */
  public final void cont() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw failure("did not get the signal " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was not sent the signal " + name + ": interrupted");
    }
  }

  /** Elsewhere than on Linux we have to believe that the signal has arrived. */
  private boolean stands() {
    Path tasks = Path.of("/proc", Long.toString(pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return true;
    }
    try (var each = Files.newDirectoryStream(tasks)) {
      for (Path task : each) {
        String stat = Files.readString(task.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills the child and the processes that it started, if they still live, and reaps it. */
  @Override
  public void close() {
    kill();
    family.forEach(ProcessHandle::destroyForcibly);
    try {
      in.close();
    } catch (IOException e) {
      // Lines that nobody read.
    }
    try {
      out.awaitEnd(END_OF_OUTPUT);
      errors.awaitEnd(END_OF_OUTPUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ALIVE.remove(this);
  }

  final AssertionError failure(String what) {
    List<String> text = new ArrayList<>();
    text.add(command + " (pid " + pid() + ") " + what + "; it " + state());
    text.add("--- its output:");
    text.addAll(lines());
    text.add("--- its errors:");
    text.addAll(errors());
    return new AssertionError(String.join("\n", text));
  }

  String state() {
    return process.isAlive() ? "is still running" : "ended with exit code " + process.exitValue();
  }

  final boolean isAlive() {
    return process.isAlive();
  }
}
