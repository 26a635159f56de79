package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Serial;
import dev.ipc.testkit.Child;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.Surroundings;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Uses domains on a file system that is, or becomes, read-only. */
final class ReadOnlyChild {
  /** What is done where nothing can be written. */
  enum Scenario {
    DOMAIN_IS_JOINED {
      @Override
      void play() throws IOException {
        Shm before = Shm.named("before");
        byte[] ticket = Serial.write(before);
        before.close();
        Path root = Shm.root();
        Surroundings.forbidWriting(root);

        LeakLedger.watch(
            root,
            () -> {
              assertReadOnly(
                  root, "cannot join domain " + root.resolve("before"), () -> Shm.named("before"));
              assertReadOnly(
                  root, "cannot join domain " + root.resolve("before"), () -> Serial.read(ticket));
              assertReadOnly(
                  root, "cannot join domain " + root.resolve("more"), () -> Shm.named("more"));
              assertReadOnly(root, "cannot join domain " + root.resolve(".tmp-"), Shm::temporary);
              assertReadOnly(
                  root,
                  "cannot join domain " + root.resolve("elsewhere"),
                  () -> Shm.at(root.resolve("elsewhere")));
            });
        Surroundings.allowWriting(root);
        try (Shm shm = Shm.named("before")) {
          assertThat(shm.create(SharedInt.initially(7)).get()).isEqualTo(7);
        }
      }
    },
    OBJECTS_ARE_USED {
      @Override
      void play() {
        try (Shm shm = Shm.temporary()) {
          Path folder = shm.folder();
          SharedInt before = shm.create("before", SharedInt.initially(1));
          Surroundings.forbidWriting(folder);

          LeakLedger.watch(
              Shm.root(),
              () -> {
                assertReadOnly(
                    folder,
                    "cannot create " + folder.resolve("more"),
                    () -> shm.create("more", SharedInt.initially(7)));
                assertReadOnly(
                    folder,
                    "cannot create " + folder.resolve(".anon."),
                    () -> shm.create(SharedInt.initially(7)));
                assertReadOnly(
                    folder,
                    "cannot open " + folder.resolve("before"),
                    () -> shm.open("before", SharedInt.KIND));
                assertReadOnly(
                    folder,
                    "cannot delete " + folder.resolve("before"),
                    () -> shm.delete("before"));
              });
          assertThat(before.incrementAndGet()).isEqualTo(2);
          Surroundings.allowWriting(folder);
          assertThat(shm.open("before", SharedInt.KIND).get()).isEqualTo(2);
          assertThat(shm.create("more", SharedInt.initially(7)).get()).isEqualTo(7);
        }
      }
    },
    DOMAIN_IS_LEFT {
      @Override
      void play() {
        Path root = Shm.root();
        LeakLedger.watch(
            root,
            () -> {
              Shm shm = Shm.temporary();
              SharedInt number = shm.create("number", SharedInt.initially(1));
              Surroundings.forbidWriting(root);

              assertReadOnly(root, "left domain " + shm.folder(), shm::close);
              assertThat(number.isClosed()).isTrue();
              shm.close();
              Surroundings.allowWriting(root);
              assertThat(Inspector.domain(shm.folder()).orElseThrow().alive()).isEmpty();
              Shm.temporary().close(); // sweeps
            });
      }
    };

    abstract void play() throws IOException;
  }

  private ReadOnlyChild() {}

  private static void assertReadOnly(Path mounted, String what, Background.Work work) {
    assertThatThrownBy(work::run)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(what)
        .hasMessageContaining(": the file system is read-only: folder=" + mounted)
        .hasMessageEndingWith(", type=tmpfs; mount it for writing, or use a domain elsewhere");
  }

  public static void main(String[] arguments) throws IOException {
    Child.dieWithParent();
    Scenario.valueOf(arguments[0]).play();
    Child.say("as expected");
  }
}
