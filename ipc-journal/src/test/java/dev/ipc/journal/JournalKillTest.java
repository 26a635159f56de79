package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the others see when a process dies at a certain moment. */
@ExtendWith(LeakLedger.class)
@MayRemain(threads = {"background~resource~releaser", "process reaper"})
final class JournalKillTest {
  /** Less than Chronicle Queue alone waits. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path parent;

  @Test
  void shouldGoOnAtOnceWhenAProcessDiesWhileItAppends() throws Exception {
    Path folder = parent.resolve("journal");
    try (var journal = JournalQueue.open(folder, Long.class);
        var child =
            ChildCommand.of(HalfChild.class, folder)
                .withFlags(JournalFlags.all().toArray(String[]::new))
                .start()) {
      child.awaitLine("half");
      assertThatThrownBy(() -> journal.append(2L, Duration.ofMillis(50)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("the lock is held by pid " + child.pid());
      var append =
          CompletableFuture.supplyAsync(() -> {
            try {
              return journal.append(2L);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      child.kill();
      append.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
      try (var tailer = journal.replay()) {
        List<Long> items = new ArrayList<>();
        tailer.forEach(items::add, Duration.ZERO);
        assertThat(items).containsExactly(1L, 2L);
      }
      assertThat(JournalQueue.verify(folder))
          .singleElement()
          .satisfies(file -> assertThat(file.problem()).isEmpty());
    }
  }

  @Test
  void shouldBeginAFileAgainWhenAProcessDiedBeforeItHadAHeader() throws Exception {
    long minute = Duration.ofMinutes(1).toMillis();
    long[] clock = {System.currentTimeMillis() / minute * minute};
    Path folder = parent.resolve("journal");
    var options = JournalOptions.DEFAULTS.roll(Roll.MINUTELY).blockBytes(1 << 20);
    var codec = dev.ipc.codec.Codec.of(Long.class);
    try (var journal = JournalQueue.open(folder, codec, options, () -> clock[0])) {
      journal.append(1L);
      clock[0] += minute;
      Path next = folder.resolve(Roll.MINUTELY.fileName((int) (clock[0] / minute)));
      Files.write(next, new byte[] {0, 0, 0, (byte) 0x80, 0, 0, 0, 0});
      journal.store().pretendThatAWriterDied();
      long start = System.nanoTime();
      journal.append(2L);
      assertThat(System.nanoTime() - start).isLessThan(SOON.toNanos());
      assertThat(next.resolveSibling(next.getFileName() + ".discard")).exists();
      try (var tailer = journal.replay()) {
        assertThat(tailer.lease().done()).isTrue();
        assertThat(tailer.lease().item()).isEqualTo(2);
      }
    }
    Files.write(folder.resolve("20990101-0000.cq4"), new byte[0]);
    try (var journal = JournalQueue.open(folder, codec, options, () -> clock[0])) {
      assertThat(journal.size()).isEqualTo(2);
    }
  }

  @Test
  void shouldMakeTheBooksOfChronicleAgainWhenTheirCreatorDied() throws Exception {
    Path folder = parent.resolve("journal");
    try (var journal = JournalQueue.open(folder, Long.class)) {
      journal.append(1L);
    }
    byte[] metadata = Files.readAllBytes(folder.resolve(CycleFile.METADATA));
    int length = ByteBuffer.wrap(metadata).order(ByteOrder.LITTLE_ENDIAN).getShort();
    int second = (4 + length + 3) & ~3;
    metadata[second + 3] |= (byte) 0x80;
    Files.write(folder.resolve(CycleFile.METADATA), metadata);
    long start = System.nanoTime();
    try (var journal = JournalQueue.open(folder, Long.class);
        var tailer = journal.replay()) {
      assertThat(System.nanoTime() - start).isLessThan(SOON.toNanos());
      journal.append(2L);
      assertThat(tailer.lease().done()).isTrue();
      assertThat(tailer.lease().item()).isEqualTo(2);
    }
  }
}
