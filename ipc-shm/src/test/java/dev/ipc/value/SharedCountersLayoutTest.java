package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class SharedCountersLayoutTest {
  @Test
  void shouldHaveTheNumbersThatFilesHave() {
    assertThat(SharedCountersLayout.KIND).isEqualTo(12);
    assertThat(SharedCountersLayout.CAPACITY_OFFSET).isEqualTo(0);
    assertThat(SharedCountersLayout.LABEL_BYTES_OFFSET).isEqualTo(4);
    assertThat(SharedCountersLayout.MARK_OFFSET).isEqualTo(8);
    assertThat(SharedCountersLayout.WRITER_OFFSET).isEqualTo(64);
    assertThat(SharedCountersLayout.bytes(3, 21, 5)).isEqualTo(704 + 5 * 64);
    assertThat(SharedCountersLayout.bytes(100, 256, 256)).isEqualTo(40_960 + 256 * 128);

    Block block = new Block(MemorySegment.ofArray(new long[128]));
    block.setInt(0, 3);
    block.setInt(4, 21);
    SharedCountersLayout layout = SharedCountersLayout.of(block);
    assertThat(layout.fits()).isTrue();
    assertThat(layout.slots()).isEqualTo(5);
    assertThat(SharedCountersLayout.valueOffset(2)).isEqualTo(128 + 2 * 128);
    assertThat(layout.useOffset(0)).isEqualTo(512);
    assertThat(layout.ownerOffset(1)).isEqualTo(512 + 16 + 8);
    assertThat(layout.hashOffset(2)).isEqualTo(512 + 32 + 12);
    assertThat(layout.labelOffset(0)).isEqualTo(560);
    assertThat(layout.labelOffset(1)).isEqualTo(592);
    assertThat(layout.rowOffset(0)).isEqualTo(704);
    assertThat(layout.rowOffset(4)).isEqualTo(704 + 4 * 64);
  }

  @Test
  void shouldHashAsOthersDo() {
    assertThat(CounterLabel.hash("foobar".getBytes(StandardCharsets.UTF_8))).isEqualTo(0xbf9cf968);
  }
}
