package dev.ipc.queue;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A queue's messages in place, and what a queue counts. */
@ExtendWith(LeakLedger.class)
class SharedRingTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int MANY = 100_000;

  private Shm shm;
  private SharedQueue<byte[]> queue;
  private SharedRing ring;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    queue = shm.create(SharedQueue.ofBytes(1024));
    ring = queue.bytes();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private static byte[] bytes(MemorySegment message) {
    return message.toArray(ValueLayout.JAVA_BYTE);
  }

  private List<byte[]> handled(int limit) {
    List<byte[]> handled = new ArrayList<>();
    assertThat(ring.poll(message -> handled.add(bytes(message)), limit)).isEqualTo(handled.size());
    return handled;
  }

  @Test
  void shouldPassNumbersInOrderWhenWrittenAndReadInPlace() {
    SharedQueue<byte[]> there = queue;
    try (Partner partner = Partner.start()) {
      Side.Call<Void> putting =
          partner.start(() -> {
            SharedRing out = there.bytes();
            for (int i = 0; i < MANY; i++) {
              long number = i;
              out.put(8 + i % 5 * 8, memory -> memory.fill((byte) 7).set(JAVA_LONG, 0, number));
            }
            there.shutdown();
          });
      long[] expected = {0};
      while (poll(expected) > 0) {
        assertThat(expected[0]).isPositive();
      }
      putting.result();
      assertThat(expected[0]).isEqualTo(MANY);
      assertThat(queue.statistics().put()).isEqualTo(MANY);
      assertThat(queue.statistics().taken()).isEqualTo(MANY);
    }
  }

  private int poll(long[] expected) {
    try {
      return ring.poll(
          memory -> {
            assertThat(memory.get(JAVA_LONG, 0)).isEqualTo(expected[0]);
            assertThat(memory.byteSize()).isEqualTo(8 + expected[0] % 5 * 8);
            expected[0]++;
          },
          64,
          LONG);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldPassBytesWhenTheyAreInAnArrayOrSegment() throws Exception {
    byte[] source = {1, 2, 3, 4, 5};
    assertThat(ring.offer(source, 1, 2)).isTrue();
    ring.put(source, 0, 5);
    assertThat(ring.offer(MemorySegment.ofArray(source), 3, 2)).isTrue();
    ring.put(MemorySegment.ofArray(source), 4, 1);
    queue.put(new byte[] {9});
    assertThat(handled(2)).containsExactly(new byte[] {2, 3}, source);
    assertThat(queue.take()).containsExactly(4, 5);
    assertThat(handled(10)).containsExactly(new byte[] {5}, new byte[] {9});
    assertThat(handled(10)).isEmpty();
    assertThatThrownBy(() -> ring.offer(source, 4, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ring.offer(-1, memory -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldPassMessagesWhenTheyAreTooLargeForMemory() throws Exception {
    byte[] large = new byte[5_000];
    large[4_999] = 3;
    ring.put(large, 0, 5_000);
    ring.put(MemorySegment.ofArray(large), 1, 4_999);
    ring.put(4_999, memory -> memory.set(ValueLayout.JAVA_BYTE, 4_998, (byte) 3));
    assertThat(queue.statistics().spilled()).isEqualTo(3);
    assertThat(queue.statistics().usedBytes()).isEqualTo(3 * 64);
    byte[] shorter = new byte[4_999];
    shorter[4_998] = 3;
    assertThat(handled(3)).containsExactly(large, shorter, shorter);
    assertThat(queue.state()).contains("3 put, 3 of them in files");
  }

  @Test
  void shouldBeAsBeforeWhenWriterOrHandlerThrows() {
    assertThat(ring.offer(new byte[] {1}, 0, 1)).isTrue();
    assertThatThrownBy(() ->
            ring.offer(
                8,
                memory -> {
                  throw new IllegalStateException("cannot write");
                }))
        .hasMessage("cannot write");
    assertThat(ring.offer(new byte[] {2}, 0, 1)).isTrue();
    List<byte[]> seen = new ArrayList<>();
    assertThatThrownBy(() ->
            ring.poll(
                memory -> {
                  seen.add(bytes(memory));
                  if (seen.size() == 2) {
                    throw new IllegalStateException("cannot read");
                  }
                },
                10))
        .hasMessage("cannot read");
    assertThat(seen).containsExactly(new byte[] {1}, new byte[] {2});
    assertThat(handled(10)).containsExactly(new byte[] {2});
  }

  @Test
  void shouldNotCallWriterWhenThereIsNoRoom() {
    while (ring.offer(200, memory -> {})) {
      assertThat(queue.size()).isLessThan(5);
    }
    assertThat(queue.size()).isEqualTo(4);
    assertThat(
            ring.offer(
                200,
                memory -> {
                  throw new AssertionError("not to be called");
                }))
        .isFalse();
    queue.shutdown();
    assertThatThrownBy(() -> ring.offer(1, memory -> {}))
        .isInstanceOf(QueueShutDownException.class);
  }

  @Test
  void shouldTellWhoWaitedWhenWaitsEnded() throws Exception {
    assertThat(ring.poll(memory -> {}, 1, Duration.ofMillis(30))).isZero();
    while (queue.offer(new byte[200])) {
      assertThat(queue.size()).isLessThan(5);
    }
    assertThat(queue.offer(new byte[200], Duration.ofMillis(30))).isFalse();
    try (Lease<byte[]> lease = queue.lease()) {
      QueueStatistics statistics = queue.statistics();
      assertThat(lease.item()).hasSize(200);
      assertThat(statistics.size()).isEqualTo(3);
      assertThat(statistics.leased()).isEqualTo(1);
      assertThat(statistics.put()).isEqualTo(4);
      assertThat(statistics.taken()).isZero();
      assertThat(statistics.capacityBytes()).isEqualTo(1024);
      assertThat(statistics.usedBytes()).isEqualTo(4 * 256);
      assertThat(statistics.producersWaited()).isPositive();
      assertThat(statistics.consumersWaited()).isPositive();
    }
    assertThat(queue.state()).contains("4 put, producers waited ").contains("consumers waited ");
  }

  @Test
  void shouldEndWaitWhenClosed() throws Exception {
    SharedQueue<byte[]> here = queue;
    Side.Call<Integer> waiting =
        new Side.Here(Side.Threads.PLATFORM).begin(() -> here.bytes().poll(memory -> {}, 1, LONG));
    Eventually.until("somebody waits", () -> queue.state().contains("awaited"));
    queue.close();
    assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> ring.poll(memory -> {}, 1)).isInstanceOf(RegionClosedException.class);
    assertThat(ring).hasToString("SharedRing[closed]");
  }
}
