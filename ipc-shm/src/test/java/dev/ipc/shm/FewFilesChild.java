package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ipc.shm.support.Background;
import dev.ipc.testkit.Child;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Does everything that needs descriptors, with none left, with one, and so on until it works. What
 * failed has left nothing, and works when there are descriptors again.
 */
final class FewFilesChild {
  /** How many files this process may have open. */
  static final int LIMIT = 128;

  private static final Path ROOT = Shm.root();
  private static final Path ELSEWHERE = ROOT.resolveSibling("elsewhere");

  private final Deque<Closeable> hoard = new ArrayDeque<>();

  private FewFilesChild() {}

  /** Something that can be done again and again, and fails without descriptors. */
  @FunctionalInterface
  private interface Attempt {
    /** Does it; what it gives is closed. */
    AutoCloseable run();
  }

  private void play() throws Exception {
    try (Shm shm = Shm.temporary()) {
      shm.create("old", SharedInt.initially(7));
      // Classes that only failures need come from files, too, while there are descriptors.
      failsFor(() -> Shm.at(Path.of("/dev/null/domain")));
      fails("cannot create ", 1, () -> made(shm, shm.create("new", SharedInt.initially(7))));
      fails("cannot open ", 1, () -> shm.open("old", SharedInt.KIND)::close);
      fails(
          "cannot delete ",
          1,
          () -> {
            shm.delete("old");
            return () -> shm.create("old", SharedInt.initially(7)).close();
          });
      fails("cannot join domain ", 3, Shm::temporary);
      fails("cannot join domain ", 3, () -> Shm.named("new"));
      fails("cannot join domain ", 3, () -> Shm.at(ELSEWHERE));
      leaves();
    }
  }

  private static AutoCloseable made(Shm shm, SharedInt object) {
    return () -> {
      object.close();
      shm.delete("new");
    };
  }

  /** Does something with more and more descriptors until it works; it fails a few times first. */
  private void fails(String message, int times, Attempt attempt) throws Exception {
    attempt.run().close();
    int spare = 0;
    boolean[] worked = {false};
    for (; !worked[0]; spare++) {
      int left = spare;
      LeakLedger.watch(
          ROOT.getParent(),
          () -> {
            hoardAllBut(left);
            Throwable failure =
                catchThrowable(() -> {
                  try (AutoCloseable _ = attempt.run()) {
                    worked[0] = true;
                    release();
                  }
                });
            release();
            if (!worked[0]) {
              assertSaysSo(failure, message);
            } else {
              assertThat(failure).isNull();
            }
          });
    }
    assertThat(spare - 1)
        .as("descriptors needed, message=%s", message)
        .isGreaterThanOrEqualTo(times);
    attempt.run().close();
  }

  /** Leaving needs a descriptor to tidy up; without one, the slot is given back all the same. */
  private void leaves() {
    LeakLedger.watch(
        ROOT.getParent(),
        () -> {
          Shm other = Shm.temporary();
          hoardAllBut(0);
          Throwable failure = catchThrowable(other::close);
          release();
          assertSaysSo(failure, "left domain " + other.folder());
          Shm.temporary().close(); // sweeps
        });
  }

  private static void assertSaysSo(Throwable failure, String message) {
    assertThat(failure)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(message)
        .hasMessageEndingWith(
            ": file descriptors are used up: limit="
                + LIMIT
                + "; close files and sockets, or raise the limit (ulimit -n; in Docker, --ulimit"
                + " nofile)");
  }

  private static void failsFor(Background.Work work) {
    assertThat(catchThrowable(work::run)).isInstanceOf(UncheckedIOException.class);
  }

  private void hoardAllBut(int spare) {
    try {
      while (true) {
        hoard.push(FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ));
      }
    } catch (IOException e) {
      for (int i = 0; i < spare; i++) {
        close(hoard.pop());
      }
    }
  }

  private void release() {
    while (!hoard.isEmpty()) {
      close(hoard.pop());
    }
  }

  private static void close(Closeable file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Child.dieWithParent();
    new FewFilesChild().play();
    Child.say("as expected");
  }
}
