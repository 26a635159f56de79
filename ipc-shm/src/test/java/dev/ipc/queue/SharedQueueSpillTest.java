package dev.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionMissingException;
import dev.ipc.codec.Codec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Items of a queue that are too large for its memory. */
@ExtendWith(LeakLedger.class)
class SharedQueueSpillTest {
  private static final String LARGE = "large".repeat(1_000);

  private Shm shm;
  private SharedQueue<String> queue;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    queue = shm.create("texts", SharedQueue.of(Codec.of(String.class), 1024, 0));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private static List<Path> spilled(Shm shm) throws IOException {
    try (Stream<Path> files = Files.list(shm.folder())) {
      return files.filter(file -> file.getFileName().toString().startsWith(".spill.")).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldPassItemsInOrderWhenSomeAreTooLarge(Side.Where where) throws Exception {
    SharedQueue<String> all = queue;
    int count = 300;
    try (Side side = where.open()) {
      Side.Call<Void> putting =
          side.begin(() -> {
            for (int i = 0; i < count; i++) {
              all.put(i % 3 == 0 ? LARGE + i : "small " + i);
            }
            all.shutdown();
            return null;
          });
      List<String> came = new ArrayList<>();
      queue.forEachUntilEnd(came::add);

      putting.result();
      assertThat(came).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(came.get(i)).isEqualTo(i % 3 == 0 ? LARGE + i : "small " + i);
      }
      assertThat(spilled(shm)).isEmpty();
    }
  }

  @Test
  void shouldHaveFilesForItsUserAloneWhenItemsAreTooLarge() throws Exception {
    queue.put(LARGE);
    try (Lease<String> lease = queue.lease()) {
      assertThat(lease.item()).isEqualTo(LARGE);
      assertThat(spilled(shm))
          .singleElement()
          .satisfies(file -> {
            assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.size(file)).isGreaterThan(LARGE.length());
          });
      assertThat(shm.names()).containsExactly("texts");
      lease.done();
    }
    assertThat(spilled(shm)).isEmpty();
  }

  /** Several parts of what is written and read at once. */
  @Test
  void shouldPassItemWhenItIsVeryLarge() throws Exception {
    SharedQueue<byte[]> arrays = shm.create(SharedQueue.of(byte[].class));
    byte[] large = new byte[70_000_001];
    for (int i = 0; i < large.length; i += 9_999) {
      large[i] = (byte) i;
    }
    arrays.put(large);
    Thread.currentThread().interrupt();
    assertThat(arrays.poll()).isEqualTo(large);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shouldLeaveNothingWhenThereIsNoRoomForTheRecord() throws Exception {
    for (int i = 0; i < 16; i++) {
      queue.put("x");
    }
    assertThat(queue.offer(LARGE)).isFalse();
    assertThat(queue.offer(LARGE, Duration.ofMillis(20))).isFalse();
    queue.shutdown();
    assertThatThrownBy(() -> queue.put(LARGE)).isInstanceOf(QueueShutDownException.class);
    try (Stream<Path> files = Files.list(shm.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("members", "roster", "texts");
    }
  }

  @Test
  void shouldRefuseLargeItemsOnlyWhenNameIsDeleted() throws Exception {
    queue.put(LARGE);
    queue.put("small");
    assertThat(shm.delete("texts")).isTrue();
    assertThat(spilled(shm)).isEmpty();

    assertThatThrownBy(() -> queue.put(LARGE))
        .isInstanceOf(RegionMissingException.class)
        .hasMessageContaining("was deleted");
    assertThatThrownBy(() -> queue.take())
        .isInstanceOf(RegionMissingException.class)
        .hasMessageContaining("an item is gone");
    assertThat(queue.take()).isEqualTo("small");
    assertThat(queue.poll()).isNull();
    try (Stream<Path> files = Files.list(shm.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("members", "roster");
    }
  }

  @Test
  void shouldBeBrokenWhenFileWasTruncated() throws Exception {
    queue.put(LARGE);
    Files.write(spilled(shm).getFirst(), new byte[7]);
    assertThatThrownBy(() -> queue.take())
        .isInstanceOf(RegionBrokenException.class)
        .hasMessageContaining("bytes=7");
  }

  /** Of a queue without a name that goes with its maker, and of one that was half deleted. */
  @Test
  void shouldDeleteFilesWhenNextProcessJoins() throws Exception {
    try (NamedDomain domain = new NamedDomain();
        Partner victim = Partner.startStepped("delete.marked")) {
      String name = domain.name();
      victim.start(() -> {
        Shm there = Shm.named(name);
        there.create(SharedQueue.of(Codec.of(String.class), 1024, 0)).put(LARGE);
        there.create("half", SharedQueue.of(Codec.of(String.class), 1024, 0)).put(LARGE);
        there.delete("half");
      });
      victim.stepped().awaitStep("delete.marked");
      try (Stream<Path> files = Files.list(domain.folder())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .filteredOn(file -> file.startsWith(".spill."))
            .hasSize(2);
      }
      victim.kill();
      try (Shm next = domain.join();
          Stream<Path> files = Files.list(next.folder())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("members", "roster", "half");
      }
    }
  }
}
