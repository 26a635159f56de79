package dev.ipc.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkSizesTest {
  private static final long MILLISECOND = 1_000_000;
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private final ChunkSizes sizes = new ChunkSizes(4, OptionalInt.empty());

  @Test
  void shouldBeginWithSingleItemsWhenNothingWasMeasured() {
    assertThat(sizes.next(UNKNOWN)).isEqualTo(1);
    assertThat(sizes.next(OptionalLong.of(1_000_000))).isEqualTo(1);
    assertThat(sizes.ahead()).isEqualTo(16);
  }

  @Test
  void shouldGrowStepByStepWhenItemsAreQuick() {
    List<Integer> grown = new ArrayList<>();
    for (int step = 0; step < 6; step++) {
      int size = sizes.next(UNKNOWN);
      grown.add(size);
      sizes.took(size, 100L * size);
    }

    assertThat(grown).containsExactly(1, 8, 64, 512, 4_096, 4_096);
  }

  @Test
  void shouldTakeAMillisecondWhenTheTimeIsKnown() {
    for (int step = 0; step < 10; step++) {
      int size = sizes.next(UNKNOWN);
      sizes.took(size, 10_000L * size);
    }

    assertThat(sizes.next(UNKNOWN)).isEqualTo(100);
    assertThat(sizes.ahead()).isEqualTo(4 * 400);
  }

  @Test
  void shouldSendSingleItemsWhenTheyAreLong() {
    sizes.took(1, 500 * MILLISECOND);

    assertThat(sizes.next(UNKNOWN)).isEqualTo(1);
    assertThat(sizes.next(OptionalLong.of(1_000_000))).isEqualTo(1);
    assertThat(sizes.ahead()).isEqualTo(16);
  }

  @Test
  void shouldShrinkWhenItemsBecomeLonger() {
    sizes.took(1_000, MILLISECOND);
    int before = sizes.next(UNKNOWN);
    sizes.took(1_000, 100 * MILLISECOND);

    assertThat(before).isEqualTo(1_000);
    assertThat(sizes.next(UNKNOWN)).isLessThan(25);
  }

  @Test
  void shouldStayAsGivenWhenTheUserSaysIt() {
    ChunkSizes given = new ChunkSizes(2, OptionalInt.of(10));
    given.took(10, 10);

    assertThat(given.next(UNKNOWN)).isEqualTo(10);
    assertThat(given.next(OptionalLong.of(3))).isEqualTo(10);
    assertThat(given.ahead()).isEqualTo(2L * ChunkSizes.MAX_ITEMS_AHEAD);
  }

  @Test
  void shouldKeepFourChunksAheadWhenTheyAreLarge() {
    ChunkSizes given = new ChunkSizes(2, OptionalInt.of(100_000));

    assertThat(given.ahead()).isEqualTo(2 * 4 * 100_000);
  }

  /** A model: each worker takes the next chunk when it is done; time is what we say. */
  @ParameterizedTest
  @CsvSource({"100000,50", "100000,1000", "10000,20000", "1000,3000000", "17,1000"})
  void shouldEndAtTheSameTimeWhenTheLengthIsKnown(int items, long nanosPerItem) {
    int workers = 4;
    PriorityQueue<Long> free = new PriorityQueue<>(List.of(0L, 0L, 0L, 0L));
    int left = items;
    int chunks = 0;
    while (left > 0) {
      int size = Math.min(left, sizes.next(OptionalLong.of(left)));
      left -= size;
      chunks++;
      free.add(free.remove() + size * nanosPerItem);
      sizes.took(size, size * nanosPerItem);
    }

    long even = items * nanosPerItem / workers;
    long last = free.stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(last - even).isLessThanOrEqualTo(Math.max(2 * nanosPerItem, 150_000));
    long work = items * nanosPerItem / MILLISECOND;
    assertThat(chunks).isLessThanOrEqualTo((int) Math.min(items, 2 * work + 100));
  }
}
