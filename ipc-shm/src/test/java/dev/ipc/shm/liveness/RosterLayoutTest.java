package dev.ipc.shm.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class RosterLayoutTest {

  @Test
  void shouldHaveEachFieldOfTheHeaderWhereFilesHaveIt() {
    assertThat(RosterLayout.MAGIC_OFFSET).isEqualTo(0);
    assertThat(RosterLayout.VERSION_OFFSET).isEqualTo(8);
    assertThat(RosterLayout.BYTE_ORDER_OFFSET).isEqualTo(12);
    assertThat(RosterLayout.CAPACITY_OFFSET).isEqualTo(16);
    assertThat(RosterLayout.LIFETIME_OFFSET).isEqualTo(20);
    assertThat(RosterLayout.NEXT_SLOT_OFFSET).isEqualTo(24);
    assertThat(RosterLayout.HIGH_WATER_OFFSET).isEqualTo(28);
    assertThat(RosterLayout.HEADER.byteSize()).isEqualTo(64);
  }

  @Test
  void shouldHaveEachFieldOfASlotWhereFilesHaveIt() {
    assertThat(RosterLayout.generationOffset(0)).isEqualTo(64);
    assertThat(RosterLayout.pidOffset(0)).isEqualTo(72);
    assertThat(RosterLayout.startMillisOffset(0)).isEqualTo(80);
    assertThat(RosterLayout.leavingOffset(0)).isEqualTo(88);
    assertThat(RosterLayout.generationOffset(1)).isEqualTo(128);
    assertThat(RosterLayout.leavingOffset(4094)).isEqualTo(64 + 4094 * 64 + 24);
    assertThat(RosterLayout.SLOT.byteSize()).isEqualTo(64);
    assertThat(RosterLayout.bytes(256)).isEqualTo(64 + 256 * 64);
  }

  @Test
  void shouldHaveTheConstantsThatFilesHave() {
    byte[] magic = ByteBuffer.allocate(8).putLong(RosterLayout.MAGIC).array();
    assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("ipcROST1");
    assertThat(RosterLayout.VERSION).isEqualTo(1);
    assertThat(RosterLayout.BYTE_ORDER).isEqualTo(0x01020304);
    assertThat(RosterLayout.TEMPORARY).isEqualTo(1);
    assertThat(RosterLayout.PERSISTENT).isEqualTo(2);
    assertThat(Domain.DEFAULT_CAPACITY).isEqualTo(256);
  }
}
