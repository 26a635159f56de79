package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.IpcException;
import dev.ipc.RegionClosedException;
import dev.ipc.codec.Codec;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakLedger.class)
@MayRemain(threads = {"background~resource~releaser", "process reaper"})
class JournalQueueTest {
  private static final Duration NOW = Duration.ZERO;

  record Order(int number, String what) {}

  @TempDir private Path parent;

  private JournalQueue<Order> orders() {
    return JournalQueue.open(parent.resolve("orders"), Order.class);
  }

  private JournalQueue<Long> numbers(JournalOptions options, AtomicLong clock) {
    return JournalQueue.open(parent.resolve("numbers"), Codec.of(Long.class), options, clock::get);
  }

  private static <E> List<E> all(JournalTailer<E> tailer) throws InterruptedException {
    List<E> items = new ArrayList<>();
    tailer.forEach(items::add, NOW);
    return items;
  }

  @Test
  void shouldGiveEachTailerAllItemsInOrder() throws Exception {
    try (var orders = orders()) {
      long first = orders.append(new Order(1, "tea"));
      long second = orders.append(new Order(2, "coffee"));
      assertThat(second).isGreaterThan(first);
      try (var booking = orders.tailer("booking");
          var replay = orders.replay()) {
        List<Order> both = List.of(new Order(1, "tea"), new Order(2, "coffee"));
        assertThat(all(booking)).isEqualTo(both);
        assertThat(all(replay)).isEqualTo(both);
        assertThat(all(booking)).isEmpty();
      }
      assertThat(orders.size()).isEqualTo(2);
      assertThat(orders.firstIndex()).hasValue(first);
      assertThat(orders.lastIndex()).hasValue(second);
      assertThat(orders.sizeBytes()).isPositive();
      assertThat(orders)
          .hasToString("JournalQueue[" + orders.folder() + ", DAILY, tailers here=0]");
    }
  }

  @Test
  void shouldGoOnBehindTheLastItemThatWasDoneWhenItIsOpenedAgain() throws Exception {
    try (var orders = orders()) {
      for (int i = 0; i < 3; i++) {
        orders.append(new Order(i, ""));
      }
      try (var tailer = orders.tailer("a")) {
        assertThat(tailer.lease().done()).isTrue();
        assertThat(tailer.lease().item().number()).isEqualTo(1); // not done
      }
    }
    try (var orders = orders();
        var tailer = orders.tailer("a")) {
      assertThat(all(tailer)).extracting(Order::number).containsExactly(1, 2);
    }
    try (var orders = orders();
        var tailer = orders.tailer("a")) {
      assertThat(all(tailer)).isEmpty();
      orders.append(new Order(3, ""));
      assertThat(all(tailer)).extracting(Order::number).containsExactly(3);
    }
  }

  @Test
  void shouldGiveAnItemAgainWhenItsLeaseIsClosedOrItsHandlerThrows() throws Exception {
    try (var orders = orders();
        var tailer = orders.tailer("a")) {
      orders.append(new Order(7, ""));
      try (var lease = tailer.lease()) {
        assertThat(lease.item().number()).isEqualTo(7);
        assertThat(lease.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
      }
      assertThatThrownBy(() ->
              tailer.forEach(
                  order -> {
                    throw new IllegalArgumentException("no");
                  },
                  NOW))
          .isInstanceOf(IllegalArgumentException.class);
      JournalLease<Order> lease = tailer.lease();
      assertThatThrownBy(() -> tailer.lease(NOW))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("neither done nor closed");
      assertThat(lease.done()).isTrue();
      assertThat(lease.done()).isFalse();
      assertThat(tailer.lease(NOW)).isEmpty();
    }
  }

  @Test
  void shouldRefuseATailerThatIsInUse() throws Exception {
    try (var orders = orders();
        var other = orders()) {
      try (var tailer = orders.tailer("a")) {
        assertThat(tailer.name()).hasValue("a");
        assertThatThrownBy(() -> other.tailer("a"))
            .isInstanceOf(IpcException.class)
            .hasMessageContaining("cannot open tailer 'a'")
            .hasMessageContaining("it is in use");
        assertThatThrownBy(() -> other.tailer("a", Duration.ofMillis(10)))
            .isInstanceOf(TimeoutException.class);
        assertThat(other.tailers())
            .containsExactly(new TailerState("a", OptionalLong.empty(), true));
        assertThatThrownBy(() -> other.deleteTailer("a")).isInstanceOf(IpcException.class);
      }
      other.tailer("a").close();
      assertThat(other.tailers())
          .containsExactly(new TailerState("a", OptionalLong.empty(), false));
      assertThat(other.deleteTailer("a")).isTrue();
      assertThat(other.deleteTailer("a")).isFalse();
      assertThat(other.tailers()).isEmpty();
      assertThatThrownBy(() -> orders.tailer("a/b")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldReplayFromStartEndIndexAndTime() throws Exception {
    AtomicLong clock = new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    JournalOptions minutes = JournalOptions.DEFAULTS.roll(Roll.MINUTELY);
    try (var numbers = numbers(minutes, clock)) {
      List<Long> indices = new ArrayList<>();
      for (long i = 0; i < 100; i++) {
        indices.add(numbers.append(i));
        clock.addAndGet(5_000); // 12 in each file
      }
      assertThat(CycleFile.in(numbers.folder())).hasSize(9);
      try (var tailer = numbers.replay()) {
        assertThat(all(tailer)).hasSize(100);
        tailer.toStart();
        assertThat(tailer.lease().item()).isZero();
        tailer.toEnd();
        assertThat(tailer.lease(NOW)).isEmpty();
        for (int i : new int[] {0, 11, 12, 13, 60, 99}) {
          tailer.toIndex(indices.get(i));
          assertThat(all(tailer)).isEqualTo(LongStream.range(i, 100).boxed().toList());
        }
        assertThatThrownBy(() -> tailer.toIndex(indices.getLast() + 1))
            .isInstanceOf(IllegalArgumentException.class);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int i : new int[] {0, 11, 12, 13, 60, 99}) {
          tailer.toTime(start.plusSeconds(5L * i));
          assertThat(all(tailer)).isEqualTo(LongStream.range(i, 100).boxed().toList());
          tailer.toTime(start.plusSeconds(5L * i - 4));
          assertThat(all(tailer)).isEqualTo(LongStream.range(i, 100).boxed().toList());
        }
        tailer.toTime(start.plusSeconds(5_000));
        assertThat(tailer.lease(NOW)).isEmpty();
        tailer.toTime(Instant.EPOCH);
        assertThat(all(tailer)).hasSize(100);
      }
      try (var tailer = numbers.tailer("a")) {
        tailer.toIndex(indices.get(12));
      }
      try (var tailer = numbers.tailer("a")) {
        assertThat(all(tailer)).hasSize(88);
      }
    }
  }

  @Test
  void shouldDeleteOldFilesButNoneThatATailerNeeds() throws Exception {
    AtomicLong clock = new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    JournalOptions options = JournalOptions.DEFAULTS.roll(Roll.MINUTELY).keepCycles(2);
    try (var numbers = numbers(options, clock)) {
      for (long i = 0; i < 6; i++) {
        numbers.append(i);
        clock.addAndGet(60_000);
      }
      try (var replay = numbers.replay()) {
        assertThat(all(replay)).containsExactly(3L, 4L, 5L);
      }
      try (var tailer = numbers.tailer("slow")) {
        tailer.lease().done();
        for (long i = 6; i < 10; i++) {
          numbers.append(i);
          clock.addAndGet(60_000);
        }
        assertThat(numbers.size()).isEqualTo(7);
        assertThat(numbers.deleteBefore(Instant.ofEpochMilli(clock.get()))).isZero();
        assertThat(numbers.deleteBeforeEvenIfNeeded(Instant.ofEpochMilli(clock.get())))
            .isEqualTo(6);
        assertThat(all(tailer)).containsExactly(9L);
        assertThat(numbers.deleteBefore(Instant.ofEpochMilli(clock.get()))).isZero();
      }
    }
  }

  @Test
  void shouldKeepItsRollWhenItIsOpenedWithAnother() throws Exception {
    AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    numbers(JournalOptions.DEFAULTS.roll(Roll.HOURLY).blockBytes(1 << 20), clock).close();
    try (var numbers = numbers(JournalOptions.DEFAULTS, clock)) {
      assertThat(numbers.options().roll()).isEqualTo(Roll.HOURLY);
      assertThat(numbers.options().blockBytes()).isEqualTo(1 << 20);
    }
  }

  @Test
  void shouldWaitForAnItem() throws Exception {
    try (var orders = orders();
        var tailer = orders.tailer("a")) {
      long start = System.nanoTime();
      assertThat(tailer.lease(Duration.ofMillis(60))).isEmpty();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
      var next =
          CompletableFuture.supplyAsync(() -> {
            try {
              return tailer.lease().item();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      orders.append(new Order(1, "tea"));
      assertThat(next.get(60, TimeUnit.SECONDS).number()).isEqualTo(1);
    }
  }

  @Test
  void shouldEndWaitsWhenItIsClosedOrTheThreadIsInterrupted() throws Exception {
    var orders = orders();
    var tailer = orders.tailer("a");
    var waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return tailer.lease().item();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> orders.append(new Order(1, "")))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    orders.close();
    assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(RegionClosedException.class);
    assertThat(orders.isClosed()).isTrue();
    assertThat(tailer.isClosed()).isTrue();
    assertThatThrownBy(() -> orders.append(new Order(1, "")))
        .isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(orders::replay).isInstanceOf(RegionClosedException.class);
    orders.close();
    tailer.close();
    assertThat(orders).hasToString("JournalQueue[" + orders.folder() + ", closed]");
  }

  @Test
  void shouldTakeItemsOfAnyLengthUpToAQuarterOfABlock() throws Exception {
    JournalOptions options = JournalOptions.DEFAULTS.blockBytes(8 << 20);
    try (var bytes = JournalQueue.open(parent.resolve("bytes"), Codec.bytes(), options);
        var tailer = bytes.replay()) {
      for (int length : new int[] {0, 1, 2, 3, 5, 1_000, 1 << 20, (2 << 20) - 4096}) {
        byte[] item = new byte[length];
        IntStream.range(0, length).forEach(i -> item[i] = (byte) (i * 31));
        bytes.append(item);
        JournalLease<byte[]> lease = tailer.lease();
        assertThat(lease.item()).isEqualTo(item);
        lease.done();
      }
      assertThatThrownBy(() -> bytes.append(new byte[2 << 20]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most 2093056");
      assertThat(JournalQueue.verify(bytes.folder()))
          .singleElement()
          .satisfies(file -> {
            assertThat(file.items()).isEqualTo(8);
            assertThat(file.problem()).isEmpty();
          });
    }
  }

  @Test
  void shouldCarryItemsFromAQueueAndIntoOne() throws Exception {
    try (Shm shm = Shm.temporary();
        var orders = orders();
        var tailer = orders.tailer("a")) {
      SharedQueue<Order> in = shm.create(SharedQueue.of(Order.class));
      SharedQueue<Order> out = shm.create(SharedQueue.of(Order.class));
      for (int i = 0; i < 10; i++) {
        in.put(new Order(i, ""));
      }
      assertThat(orders.drain(in, NOW)).isEqualTo(10);
      assertThat(in.join(NOW)).isTrue();
      assertThat(tailer.feed(out, NOW)).isEqualTo(10);
      assertThat(out).extracting(Order::number).isEqualTo(IntStream.range(0, 10).boxed().toList());
      orders.append(new Order(10, ""));
      out.shutdown();
      assertThatThrownBy(() -> tailer.feed(out, NOW))
          .isInstanceOf(dev.ipc.queue.QueueShutDownException.class);
      assertThat(all(tailer)).extracting(Order::number).containsExactly(10);
    }
  }

  @Test
  void shouldPassOverTheFirstItemWhenTheTailerWasOpenedBeforeIt() throws Exception {
    try (var orders = orders();
        var tailer = orders.replay()) {
      assertThat(tailer.skip()).isFalse();
      orders.append(new Order(1, ""));
      orders.append(new Order(2, ""));
      assertThat(tailer.skip()).isTrue();
      assertThat(all(tailer)).extracting(Order::number).containsExactly(2);
    }
  }

  @Test
  void shouldGoOnWhenAnotherHandleOfThisProcessIsClosed() throws Exception {
    try (var orders = orders();
        var tailer = orders.tailer("a")) {
      try (var other = orders()) {
        other.tailer("b").close();
        other.append(new Order(1, ""));
      }
      orders.append(new Order(2, ""));
      assertThat(all(tailer)).extracting(Order::number).containsExactly(1, 2);
    }
  }

  @Test
  void shouldAppendFromManyThreads() throws Exception {
    try (var numbers = JournalQueue.open(parent.resolve("many"), Long.class)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        long from = t * 10_000L;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (long i = from; i < from + 10_000; i++) {
                      numbers.append(i);
                    }
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      try (var tailer = numbers.replay()) {
        List<Long> items = all(tailer);
        assertThat(items).hasSize(40_000).doesNotHaveDuplicates();
        for (long t = 0; t < 4; t++) {
          long from = t * 10_000;
          assertThat(items.stream().filter(i -> i / 10_000 == from / 10_000)).isSorted();
        }
      }
    }
  }

  @Test
  void shouldWriteToTheDiskWhenAskedTo() throws Exception {
    try (var orders = orders()) {
      orders.append(new Order(1, ""));
      orders.sync();
      Eventually.until("size", () -> orders.size() == 1);
    }
  }

  @Test
  void shouldRefuseAFolderOfChronicleItself() throws IOException {
    Path folder = parent.resolve("foreign");
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("20260101F.cq4"), "x");
    assertThatThrownBy(() -> JournalQueue.open(folder, Order.class))
        .isInstanceOf(dev.ipc.RegionFormatException.class)
        .hasMessageContaining("was made by Chronicle Queue itself");
    assertThat(JournalQueue.exists(folder)).isFalse();
    assertThat(Optional.ofNullable(folder.toFile().list()))
        .hasValueSatisfying(names -> assertThat(names).hasSize(1));
  }

  @Test
  void shouldReadAnItemWhenItsHeaderEndsTheBlock() throws Exception {
    int border = 1 << 20;
    Path folder = parent.resolve("border");
    var options = JournalOptions.DEFAULTS.blockBytes(border);
    try (var journal = JournalQueue.open(folder, Codec.bytes(), options);
        var tailer = journal.tailer("reader")) {
      int filling = 10_000;
      while (journal.sizeBytes() < border - 10 * filling) {
        journal.append(new byte[filling]);
      }
      int overhead = 16; // header and envelope
      int next = (int) journal.sizeBytes() + filling + overhead;
      journal.append(new byte[border - 4 - next - overhead]);
      tailer.forEach(item -> {}, Duration.ZERO);
      journal.append(new byte[] {7});
      assertThat(journal.sizeBytes()).isEqualTo(border - 4);
      assertThat(tailer.lease().item()).containsExactly(7);
    }
  }
}
