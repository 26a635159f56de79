package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakLedgerTest {
  private static final Stock.Exempt NOTHING = new Stock.Exempt(List.of(), List.of());

  @TempDir Path root;
  private Stock before;

  @BeforeEach
  void takeStock() {
    before = Stock.take(root, NOTHING);
  }

  private void check(Stock.Exempt exempt) {
    LeakLedger.check(before, root, exempt, Duration.ZERO);
  }

  private void assertLeaked(String... messages) {
    assertThatThrownBy(() -> check(NOTHING))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(messages);
  }

  private void assertClean() {
    assertThatCode(() -> LeakLedger.check(before, root, NOTHING, Duration.ofSeconds(5)))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldPassWhenNothingIsLeft() throws IOException {
    Files.delete(Files.createFile(root.resolve("file")));

    check(NOTHING);
  }

  @Test
  void shouldNameFileWhenItIsLeft() throws IOException {
    Path folder = Files.createDirectory(root.resolve("domain"));
    Files.createFile(folder.resolve("counter"));

    assertLeaked("file " + real("domain"), "file " + real("domain").resolve("counter"));
    check(new Stock.Exempt(List.of("domain", "domain/*"), List.of()));
  }

  @Test
  void shouldNameMappingWhenItsFileIsDeleted() throws IOException {
    Path file = Files.write(root.resolve("region"), new byte[4096]);
    try (Arena arena = Arena.ofShared()) {
      try (var channel = FileChannel.open(file)) {
        channel.map(MapMode.READ_ONLY, 0, 4096, arena);
      }
      Files.delete(file);

      assertLeaked("mapping of " + real("region") + " (deleted)");
    }
    assertClean();
  }

  @Test
  void shouldNameDescriptorWhenItIsLeft() throws IOException {
    Path file = root.resolve("members");
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(channel.isOpen()).isTrue();
      assertLeaked("descriptor of " + real("members"));
    }
    Files.delete(file);
    assertClean();
  }

  @Test
  void shouldCountPipesWhenTheyAreLeft() throws IOException {
    Pipe pipe = Pipe.open();
    try {
      assertLeaked("descriptor of a pipe (2 of them)");
    } finally {
      pipe.sink().close();
      pipe.source().close();
    }
    assertClean();
  }

  @Test
  void shouldNameThreadsWhenTheyAreLeft() {
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform().daemon().name("left-over").start(() -> awaitQuietly(end));
    }
    try {
      assertLeaked("thread left-over (2 of them)");
      check(new Stock.Exempt(List.of(), List.of("left")));
    } finally {
      end.countDown();
    }
    assertClean();
  }

  @Test
  void shouldNameChildWhenItIsLeft() {
    try (ChildJvm child = ChildJvm.start(EchoChild.class, "argument")) {
      assertLeaked("child process " + child.pid() + " ", "dev.ipc.testkit.EchoChild argument");
    }
    assertClean();
  }

  @Test
  void shouldCountOnlyWhatIsNewWhenSomethingWasThereBefore() throws IOException {
    Files.createFile(root.resolve("old"));
    Stock with = Stock.take(root, NOTHING);
    Files.createFile(root.resolve("new"));

    assertThat(Stock.take(root, NOTHING).surplusOver(with)).containsExactly("file " + real("new"));
  }

  @Test
  void shouldSayWhatToSetWhenRootIsUnknown() {
    assertThatThrownBy(() -> LeakLedger.root(null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ipc.root")
        .hasMessageContaining("LeakLedger.over");
    assertThat(LeakLedger.root("somewhere")).isEqualTo(Path.of("somewhere"));
  }

  private Path real(String name) throws IOException {
    return root.toRealPath().resolve(name);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
