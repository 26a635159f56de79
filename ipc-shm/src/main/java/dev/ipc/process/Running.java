package dev.ipc.process;

import dev.ipc.bind.Luggage;
import dev.ipc.log.LogRelay;
import dev.ipc.process.Output.Tail;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A child from its start to its end. A virtual thread waits for the end: it finds out how the child
 * ended, gives up what did not arrive there, leaves the family, and only then tells.
 */
final class Running {
  private final JvmProcess handle;
  private final boolean daemon;
  private final boolean hidden;
  private final Instant started;
  private final Process process;
  private final Tail tail;
  private final Family family;
  private final @Nullable LogRelay logs;
  private final Luggage luggage;
  private final CompletableFuture<Ending> end = new CompletableFuture<>();
  private volatile boolean killed;

  private Running(
      JvmProcess handle,
      JvmOptions options,
      List<String> classPath,
      Task task,
      Family family,
      @Nullable LogRelay logs,
      boolean hidden) {
    this.hidden = hidden;
    this.handle = handle;
    this.daemon = options.daemon();
    this.family = family;
    this.logs = logs;
    this.luggage = task.luggage();
    this.started = Instant.now();
    this.process = start(handle.name(), options, classPath, family, logs, task, hidden);
    this.tail = options.output().follow(process, handle.name());
  }

  /**
   * Starts a child. Leaves the family if that fails.
   *
   * @param handle the user's handle
   * @param options how to start it
   * @param classPath where it finds its classes
   * @param task its function
   * @param hidden whether the user did not start it; then it is of low priority
   */
  static Running launch(
      JvmProcess handle, JvmOptions options, List<String> classPath, Task task, boolean hidden) {
    Family family = Family.enter();
    LogRelay logs = null;
    try {
      if (options.logging().isPresent()) {
        logs = LogRelay.start(family.session(), family, handle.name());
      }
      Running child = new Running(handle, options, classPath, task, family, logs, hidden);
      Children.add(child);
      Thread.ofVirtual().name("ipc-wait-" + handle.name()).start(child::awaitEnd);
      return child;
    } catch (Throwable t) {
      if (logs != null) {
        logs.end();
      }
      family.leave();
      throw t;
    }
  }

  private static Process start(
      String name,
      JvmOptions options,
      List<String> classPath,
      Family family,
      @Nullable LogRelay logs,
      Task task,
      boolean hidden) {
    CallMessage message = family.session().create(family, null, CallMessage.of(task.call()));
    String file = message.file();
    message.close();
    boolean leavesTrace = !options.output().isTapped();
    List<String> command = new ArrayList<>(hidden ? LowPriority.command() : List.of());
    command.addAll(
        JavaCommand.of(
            options,
            classPath,
            List.of(
                family.session().domain().folder().toString(),
                file,
                Integer.toString(family.self().bits()),
                name,
                Boolean.toString(options.daemon()),
                Long.toString(Ancestry.self().pid()),
                Ancestry.self().name(),
                Boolean.toString(Ancestry.self().daemon()),
                leavesTrace ? ErrorFiles.folder().map(Path::toString).orElse("") : "",
                logs == null ? "" : logs.file(),
                options.logging().map(Level::name).orElse(""),
                task.home().getName())));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"));
    options.output().connect(builder);
    options.folder().ifPresent(folder -> builder.directory(folder.toFile()));
    if (!options.env().isEmpty()) {
      builder.environment().putAll(options.env());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      family.session().delete(file);
      throw new UncheckedIOException(
          "cannot start process " + name + ": " + e.getMessage() + "; command=" + command, e);
    }
  }

  private void awaitEnd() {
    int exitCode = awaitExit();
    Ending ending = new Ending(pid(), exitCode, Optional.empty(), Optional.empty(), List.of());
    try {
      if (logs != null) {
        logs.end();
      }
      ending = examine(exitCode);
      luggage.lost();
    } finally {
      try {
        family.leave();
      } finally {
        end.complete(ending);
        Children.remove(this);
      }
    }
  }

  /** No interrupt is meant for this thread. */
  private int awaitExit() {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        // Nobody else would wait.
      }
    }
  }

  private Ending examine(int exitCode) {
    Optional<Path> crash = ErrorFiles.crash(pid(), started);
    List<String> trace = ErrorFiles.takeTrace(pid(), started);
    List<String> lines = tail.lines();
    Optional<String> signal =
        crash
            .flatMap(ErrorFiles::signalIn)
            .or(() -> Signals.of(exitCode, family.saidItWouldEnd(pid()), killed));
    return new Ending(pid(), exitCode, signal, crash, lines.isEmpty() ? trace : lines);
  }

  JvmProcess handle() {
    return handle;
  }

  boolean isDaemon() {
    return daemon;
  }

  boolean isHidden() {
    return hidden;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  CompletableFuture<Ending> end() {
    return end;
  }

  Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  /** {@code Process.destroy} would close the outputs, and what the child says last be lost. */
  void terminate() {
    process.toHandle().destroy();
  }

  void kill() {
    killed = true;
    process.toHandle().destroyForcibly();
  }

  @Override
  public String toString() {
    return handle.toString();
  }
}
