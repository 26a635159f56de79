package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.bind.Luggage;
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

/**
 * Makes an AOT cache: a child runs what most children do and records it, a second JVM makes the
 * cache of that, a third tries it. They are of low priority, run one after the other, and end with
 * this JVM; killed, it leaves at most one that ends by itself in a few seconds.
 */
final class AotTraining {
  /** By then the child for which there was no cache has started. */
  private static final long DELAY_MILLIS = 1_000;

  private static final long LIMIT_SECONDS = 60;

  private AotTraining() {}

  static void start(AotKey key, Path folder) {
    Thread.ofVirtual()
        .name("ipc-aot")
        .start(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(DELAY_MILLIS);
            train(key, folder);
          } catch (IOException | RuntimeException | ExecutionException e) {
            Events.info("children start without a cache: " + e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void train(AotKey key, Path folder)
      throws IOException, InterruptedException, ExecutionException {
    String name = key.fileName();
    if (!AotCache.claim(folder, name)) {
      while (AotCache.isMadeByAnother(folder, name)) {
        TimeUnit.MILLISECONDS.sleep(DELAY_MILLIS);
      }
      return;
    }
    String mine = name + "." + ProcessHandle.current().pid();
    Path record = folder.resolve(mine + ".config");
    Path cache = folder.resolve(mine + ".aot");
    try {
      boolean made =
          record(key, record)
              && run(key, "-XX:AOTMode=create", "-XX:AOTConfiguration=" + record, cache)
              && run(key, "-XX:AOTMode=on", "-version", cache);
      AotCache.publish(folder, key, made ? Optional.of(cache) : Optional.empty());
    } finally {
      Files.deleteIfExists(record);
      Files.deleteIfExists(cache);
      AotCache.release(folder, name);
    }
  }

  /** A child like any other, which this JVM does not show to its user. */
  private static boolean record(AotKey key, Path to)
      throws InterruptedException, ExecutionException {
    List<String> flags =
        new ArrayList<>(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + to));
    flags.addAll(key.flags());
    JvmOptions options =
        JvmOptions.DEFAULTS
            .name("ipc-training")
            .flags(flags)
            .output(Output.discarded())
            .daemon(true);
    Action work = AotWork::perform;
    Running child =
        Running.launch(
            new JvmProcess(options) {},
            options,
            key.jars(),
            CallCodec.encode(work, work),
            new Luggage(),
            true);
    try {
      return child.end().get(LIMIT_SECONDS, TimeUnit.SECONDS).exitCode() == 0 && Files.exists(to);
    } catch (TimeoutException e) {
      child.kill();
      return false;
    }
  }

  private static boolean run(AotKey key, String mode, String more, Path cache)
      throws IOException, InterruptedException {
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
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    Thread end = new Thread(process::destroyForcibly, "ipc-aot-end");
    try {
      Runtime.getRuntime().addShutdownHook(end);
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IllegalStateException e) {
      return false; // this JVM is ending
    } finally {
      process.destroyForcibly();
      removeHook(end);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs.
    }
  }
}
