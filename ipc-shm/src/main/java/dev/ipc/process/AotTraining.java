package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.shm.Shm;
import dev.ipc.shm.os.Events;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes an AOT cache: a child runs what most children do and records it, a second JVM makes the
 * cache of that, a third tries it. They are of low priority and run one after the other. When this
 * JVM ends they are killed, and what they wrote is deleted; if it is killed itself, it leaves at
 * most one that ends in a few seconds, and files that the next who makes a cache deletes.
 */
final class AotTraining {
  /** By then the child for which there was no cache has started. */
  private static final long DELAY_MILLIS = 1_000;

  private static final long LIMIT_SECONDS = 60;
  private static final long KILL_SECONDS = 1;

  /**
   * What the JVM learnt of the methods is left out: a child would compile many of them again at
   * once, which takes it 14 MB and more time than it gains.
   */
  private static final List<String> WITHOUT_PROFILES =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

  private final AotKey key;
  private final Path folder;
  private final String name;
  private final Path record;
  private final Path cache;

  private @Nullable ProcessHandle worker; // guarded by this
  private boolean ending; // guarded by this

  private AotTraining(AotKey key, Path folder) {
    this.key = key;
    this.folder = folder;
    this.name = key.fileName();
    String mine = name + "." + ProcessHandle.current().pid();
    this.record = folder.resolve(mine + AotCache.RECORD_SUFFIX);
    this.cache = folder.resolve(mine + AotCache.CACHE_SUFFIX);
  }

  static void start(AotKey key, Path folder) {
    Thread.ofVirtual()
        .name("ipc-aot")
        .start(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(DELAY_MILLIS);
            new AotTraining(key, folder).train();
          } catch (IOException | RuntimeException | ExecutionException e) {
            Events.info("children start without a cache: " + e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void train() throws IOException, InterruptedException, ExecutionException {
    if (!AotCache.claim(folder, name)) {
      while (AotCache.isMadeByAnother(folder, name)) {
        TimeUnit.MILLISECONDS.sleep(DELAY_MILLIS);
      }
      return;
    }
    Thread hook = new Thread(this::endWithJvm, "ipc-aot-end");
    try {
      boolean made =
          addHook(hook)
              && record()
              && run("-XX:AOTMode=create", "-XX:AOTConfiguration=" + record)
              && run("-XX:AOTMode=on", "-version");
      publish(made);
    } finally {
      deleteFiles();
      removeHook(hook);
    }
  }

  /** What a JVM that is ending has not made says nothing about the next one. */
  private synchronized void publish(boolean made) throws IOException {
    if (!ending) {
      AotCache.publish(folder, key, made ? Optional.of(cache) : Optional.empty());
    }
  }

  private void deleteFiles() throws IOException {
    Files.deleteIfExists(record);
    Files.deleteIfExists(cache);
    AotCache.release(folder, name);
  }

  private void endWithJvm() {
    try {
      ProcessHandle last = endWork();
      if (last != null) {
        last.destroyForcibly();
        last.onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
      }
      deleteFiles();
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      Events.info("left behind by who makes a cache: " + record + ", reason=" + e);
    }
  }

  private synchronized @Nullable ProcessHandle endWork() {
    ending = true;
    return worker;
  }

  /** From now on this one works, or if this JVM is ending, it does not. */
  private synchronized void setWorker(ProcessHandle worker) {
    this.worker = worker;
    if (ending) {
      worker.destroyForcibly();
    }
  }

  /** A child like any other, which this JVM does not show to its user. */
  private boolean record() throws InterruptedException, ExecutionException {
    List<String> flags =
        new ArrayList<>(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record));
    flags.addAll(WITHOUT_PROFILES);
    flags.addAll(key.flags());
    JvmOptions options =
        JvmOptions.DEFAULTS
            .name("ipc-training")
            .flags(flags)
            .env(key.variables())
            .output(Output.discarded())
            .daemon(true);
    try (Shm shm = Shm.temporary()) {
      Action work = AotWork.of(shm);
      Running child =
          Running.launch(
              new JvmProcess(options) {}, options, key.jars(), Task.of(work, work), true);
      setWorker(child.process().toHandle());
      try {
        return child.end().get(LIMIT_SECONDS, TimeUnit.SECONDS).exitCode() == 0
            && Files.exists(record);
      } catch (TimeoutException e) {
        child.kill();
        return false;
      }
    }
  }

  private boolean run(String mode, String more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(LowPriority.command());
    command.add(JavaCommand.java());
    command.addAll(key.flags());
    command.addAll(
        List.of(
            mode,
            "-XX:AOTCache=" + cache,
            "-cp",
            String.join(File.pathSeparator, key.jars()),
            more));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    builder.environment().putAll(key.variables());
    Process process = builder.start();
    try {
      setWorker(process.toHandle());
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns false if this JVM is ending. */
  private synchronized boolean addHook(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      ending = true;
    }
    return !ending;
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs.
    }
  }
}
