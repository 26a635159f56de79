package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.codec.Codec;
import dev.ipc.codec.CodecException;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody changed. */
@ExtendWith(LeakLedger.class)
@MayRemain(threads = {"background~resource~releaser", "process reaper"})
final class JournalDamageTest {
  private static final int EACH = 100;
  private static final JournalOptions OPTIONS =
      JournalOptions.DEFAULTS.roll(Roll.MINUTELY).blockBytes(1 << 20);

  @TempDir private Path parent;
  private final AtomicLong clock =
      new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
  private Path folder;

  @BeforeEach
  void makeThreeFiles() throws Exception {
    folder = parent.resolve("journal");
    try (var texts = open()) {
      for (int i = 0; i < 3 * EACH; i++) {
        texts.append("item " + i);
        clock.addAndGet(60_000 / EACH);
      }
    }
  }

  private JournalQueue<String> open() {
    return JournalQueue.open(folder, Codec.of(String.class), OPTIONS, clock::get);
  }

  private Path file(int number) throws IOException {
    return CycleFile.in(folder).get(number);
  }

  private static void write(Path file, long position, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), position);
    }
  }

  private static void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  private static int indexOf(Path file, String text) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static List<String> all(JournalTailer<String> tailer) throws InterruptedException {
    List<String> items = new ArrayList<>();
    tailer.forEach(items::add, Duration.ZERO);
    return items;
  }

  @Test
  void shouldNameTheFileWhenItIsTruncated() throws Exception {
    Path file = file(1);
    truncate(file, CycleFile.usedBytes(file) - 1000);
    assertThatThrownBy(this::open)
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("is truncated")
        .hasMessageContaining("move it away");
    List<JournalFile> files = JournalQueue.verify(folder);
    assertThat(files).extracting(JournalFile::items).element(0).isEqualTo(100L);
    assertThat(files.get(1).problem()).hasValueSatisfying(p -> assertThat(p).contains("truncated"));
    assertThat(files.get(1).items()).isBetween(1L, 99L);
    Files.move(file, parent.resolve("away"));
    try (var texts = open();
        var tailer = texts.replay()) {
      assertThat(all(tailer))
          .hasSize(200)
          .contains("item 0", "item 299")
          .doesNotContain("item 150");
    }
  }

  @Test
  void shouldNameTheFileWhenItIsForeign() throws Exception {
    Path file = file(2);
    Files.writeString(file, "This is not a file of Chronicle Queue.");
    assertThatThrownBy(this::open)
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("does not begin as a file of Chronicle Queue");
    assertThat(JournalQueue.verify(folder).getLast().problem())
        .hasValue("it does not begin as a file of Chronicle Queue");
  }

  @Test
  void shouldNameTheBooksOfChronicleWhenTheyAreForeign() throws Exception {
    Files.writeString(folder.resolve(CycleFile.METADATA), "This is not a file of Chronicle Queue.");
    assertThatThrownBy(this::open)
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(CycleFile.METADATA);
    Files.delete(folder.resolve(CycleFile.METADATA));
    try (var texts = open();
        var tailer = texts.replay()) {
      assertThat(all(tailer)).hasSize(300);
    }
  }

  @Test
  void shouldRefuseADamagedItemAndReadTheRest() throws Exception {
    Path file = file(1);
    write(file, indexOf(file, "item 150") + 2, new byte[] {'E'});
    assertThat(JournalQueue.verify(folder).get(1))
        .satisfies(found -> {
          assertThat(found.items()).isEqualTo(50);
          assertThat(found.problem())
              .hasValueSatisfying(p -> assertThat(p).contains("checksum is wrong"));
        });
    try (var texts = open();
        var tailer = texts.tailer("a")) {
      List<String> items = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> tailer.forEach(items::add, Duration.ZERO))
            .isInstanceOf(RegionFormatException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("checksum is wrong");
      }
      assertThat(items).hasSize(150);
      assertThat(tailer.skip()).isTrue();
      items.addAll(all(tailer));
      assertThat(items).hasSize(299).endsWith("item 299");
      assertThat(tailer.skip()).isFalse();
    }
    try (var texts = open();
        var tailer = texts.tailer("a")) {
      assertThat(all(tailer)).isEmpty();
    }
  }

  @Test
  void shouldRefuseAnItemOfAnotherType() throws Exception {
    try (var numbers = JournalQueue.open(folder, Codec.of(Long.class), OPTIONS, clock::get);
        var tailer = numbers.replay()) {
      assertThatThrownBy(() -> tailer.lease(Duration.ZERO)).isInstanceOf(CodecException.class);
      assertThat(tailer.skip()).isTrue();
      assertThatThrownBy(() -> tailer.lease(Duration.ZERO)).isInstanceOf(CodecException.class);
    }
  }

  @Test
  void shouldPassOverTheRestOfAFileWhoseHeadersAreDamaged() throws Exception {
    Path file = file(1);
    write(file, indexOf(file, "item 150") - 18, new byte[] {-1, -1, -1, 0x3F});
    try (var texts = open();
        var tailer = texts.replay()) {
      List<String> items = new ArrayList<>();
      assertThatThrownBy(() -> tailer.forEach(items::add, Duration.ZERO))
          .isInstanceOf(RegionFormatException.class)
          .hasMessageContaining(file.toString());
      assertThat(items).hasSizeBetween(100, 150);
      while (tailer.skip()) {
        try {
          items.addAll(all(tailer));
        } catch (RegionFormatException e) {
          // still in the damaged file
        }
      }
      assertThat(items).hasSizeGreaterThanOrEqualTo(200).endsWith("item 299");
    }
  }

  @Test
  void shouldEndInAnExceptionWhateverIsDamaged() throws Exception {
    byte[] whole = Files.readAllBytes(file(1));
    long used = CycleFile.usedBytes(file(1));
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(8); k >= 0; k--) {
        damaged[random.nextInt((int) used)] = (byte) random.nextInt();
      }
      Files.write(file(1), damaged);
      if (i % 4 == 0) {
        truncate(file(1), random.nextInt(damaged.length));
      }
      assertThat(JournalQueue.verify(folder)).hasSize(3);
    }
  }

  @Test
  void shouldNotEndTheJvmWhenAFileIsTruncatedThatItReads() throws Exception {
    Path other = parent.resolve("other");
    try (var longs = JournalQueue.open(other, Long.class)) {
      for (long i = 0; i < 100_000; i++) {
        longs.append(i);
      }
    }
    try (var child =
        ChildCommand.of(TruncatedChild.class, other)
            .withFlags(JournalFlags.all().toArray(String[]::new))
            .start()) {
      child.awaitLine("ready");
      truncate(CycleFile.in(other).getFirst(), 1 << 16);
      child.send("go");
      assertThat(child.awaitExit()).isZero();
      assertThat(child.lines().getLast())
          .contains(CycleFile.in(other).getFirst().getFileName().toString());
    }
  }
}
