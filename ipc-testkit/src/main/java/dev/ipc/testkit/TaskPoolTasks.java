package dev.ipc.testkit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the tasks of {@link TaskPoolContract} do, in any process: their effects are files. */
@SuppressWarnings("DoNotCallSuggester") // some tasks fail: that is what they are for
final class TaskPoolTasks {
  private TaskPoolTasks() {}

  static int square(int n) {
    return n * n;
  }

  static int squareButNotSeven(int n) {
    if (n == 7) {
      throw new IllegalStateException("no seven");
    }
    return n * n;
  }

  static int product(int a, int b, int c) {
    return a * b * c;
  }

  static String join(String a, int b, long c, char d) {
    return a + b + c + d;
  }

  static int boom() {
    throw new IllegalStateException("boom");
  }

  static int boomChecked() throws IOException {
    throw new IOException("disk on fire");
  }

  static Exception exceptionAsValue() {
    return new IllegalStateException("only a value");
  }

  static int slowly(int n, int millis) throws InterruptedException {
    Thread.sleep(millis);
    return n;
  }

  static void create(String file) throws IOException {
    Files.createFile(Path.of(file));
  }

  /** Creates a file for each number. */
  static void mark(String folder, int n) throws IOException {
    create(folder + "/" + n);
  }

  /** Says that it runs, and waits for leave to end. */
  static String meet(String said, String awaited) throws Exception {
    create(said);
    awaitFile(awaited);
    return said;
  }

  /** Waits in any case but one. */
  static int waitUnless(int n, int free, String awaited) throws InterruptedException {
    if (n != free) {
      awaitFile(awaited);
    }
    return n;
  }

  static void awaitFile(String file) throws InterruptedException {
    while (!Files.exists(Path.of(file))) {
      Thread.sleep(1);
    }
  }

  /** Says that it runs, and when it is interrupted. */
  static void sleepUntilInterrupted(String running, String interrupted) throws IOException {
    create(running);
    try {
      Thread.sleep(600_000);
    } catch (InterruptedException e) {
      create(interrupted);
    }
  }

  /** Fails a number of times, counting in files. */
  static int failFirst(String folder, int failures) throws IOException {
    for (int n = 1; n <= failures; n++) {
      try {
        create(folder + "/try-" + n);
        throw new IOException("failure " + n);
      } catch (FileAlreadyExistsException e) {
        // An earlier try.
      }
    }
    return failures + 1;
  }
}
