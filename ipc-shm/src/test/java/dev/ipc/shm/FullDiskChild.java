package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.codec.Codec;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.support.Background;
import dev.ipc.testkit.Child;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Asks for more than there is room on the file system that the root is on. */
final class FullDiskChild {
  private static final Path DISK = Shm.root().getParent();

  /** What does not fit. */
  enum Scenario {
    REGION {
      @Override
      void play() {
        try (Shm shm = Shm.temporary()) {
          SharedInt before = shm.create("before", SharedInt.initially(1));
          LeakLedger.watch(
              DISK,
              () -> {
                assertNoRoom(
                    "cannot create " + shm.folder().resolve("big"),
                    () -> shm.create("big", SharedText.ofBytes(DISK_BYTES)));
                assertNoRoom(
                    "cannot create " + shm.folder().resolve(".anon."),
                    () -> shm.create(SharedText.ofBytes(DISK_BYTES)));
              });

          assertThat(shm.names()).containsExactly("before");
          assertThat(before.incrementAndGet()).isEqualTo(2);
          assertThat(shm.create("big", SharedInt.initially(7)).get()).isEqualTo(7);
        }
      }
    },
    SMALLEST_REGION {
      @Override
      void play() throws IOException {
        try (Shm shm = Shm.temporary()) {
          SharedInt before = shm.create("before", SharedInt.initially(1));
          Path filler = fill();
          LeakLedger.watch(
              DISK,
              () ->
                  assertNoRoom(
                      "cannot create " + shm.folder().resolve("small"),
                      () -> shm.create("small", SharedInt.initially(7))));

          assertThat(before.incrementAndGet()).isEqualTo(2);
          SharedInt opened = shm.open("before", SharedInt.KIND);
          assertThat(opened.get()).isEqualTo(2);
          opened.close();
          assertThat(shm.delete("before")).isTrue();
          before.close();
          assertThat(shm.create("small", SharedInt.initially(7)).get()).isEqualTo(7);
          Files.delete(filler);
        }
      }
    },
    SPILL {
      @Override
      void play() {
        try (Shm shm = Shm.temporary()) {
          SharedQueue<byte[]> queue =
              shm.create("queue", SharedQueue.of(Codec.of(byte[].class), 1024, 0));
          LeakLedger.watch(
              DISK,
              () ->
                  assertNoRoom(
                      "cannot store an item of " + shm.folder().resolve("queue"),
                      () -> queue.offer(new byte[DISK_BYTES])));

          queue.add(new byte[DISK_BYTES / 8]);
          assertThat(queue.remove()).hasSize(DISK_BYTES / 8);
          assertThat(queue.poll()).isNull();
        }
      }
    },
    DOMAIN {
      @Override
      void play() throws IOException {
        Path elsewhere = DISK.resolve("elsewhere");
        try (Shm before = Shm.named("before")) {
          before.create("number", SharedInt.initially(7));
        }
        Path filler = fill();
        LeakLedger.watch(
            Shm.root(),
            () -> {
              assertNoRoom("cannot join domain " + Shm.root().resolve(".tmp-"), Shm::temporary);
              assertNoRoom(
                  "cannot join domain " + Shm.root().resolve("more"), () -> Shm.named("more"));
            });
        assertNoRoom("cannot join domain " + elsewhere, () -> Shm.at(elsewhere));
        assertThat(names(elsewhere)).containsExactly(".gate");
        try (Shm before = Shm.named("before")) {
          assertThat(before.open("number", SharedInt.KIND).get()).isEqualTo(7);
        }

        Files.delete(filler);
        for (Shm shm : List.of(Shm.temporary(), Shm.named("more"), Shm.at(elsewhere))) {
          assertThat(shm.create(SharedInt.initially(7)).get()).isEqualTo(7);
          shm.close();
        }
      }
    };

    abstract void play() throws IOException;
  }

  /** How large the disk is. */
  static final int DISK_BYTES = 1 << 18;

  private FullDiskChild() {}

  private static Path fill() throws IOException {
    Path filler = DISK.resolve("filler");
    try (FileChannel channel =
        FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocate(4_096);
      while (true) {
        channel.write(page.clear());
      }
    } catch (IOException e) {
      assertThat(Files.getFileStore(filler).getUsableSpace()).as("room left after %s", e).isZero();
      return filler;
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void assertNoRoom(String what, Background.Work work) {
    assertThatThrownBy(work::run)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(what)
        .hasMessageMatching(
            ".*: no room: needed=\\d+ bytes, free=\\d+ bytes of "
                + DISK_BYTES
                + ", file system="
                + DISK
                + " \\(tmpfs\\); make room there \\(in Docker, whose /dev/shm has 64 MB, with"
                + " --shm-size\\) or use a domain elsewhere");
  }

  public static void main(String[] arguments) throws IOException {
    Child.dieWithParent();
    Scenario.valueOf(arguments[0]).play();
    Child.say("as expected");
  }
}
