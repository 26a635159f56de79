package dev.ipc.shm.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class RegionLayoutTest {

  @Test
  void shouldHaveEachFieldWhereFilesHaveIt() {
    assertThat(RegionLayout.MAGIC_OFFSET).isEqualTo(0);
    assertThat(RegionLayout.VERSION_OFFSET).isEqualTo(8);
    assertThat(RegionLayout.BYTE_ORDER_OFFSET).isEqualTo(12);
    assertThat(RegionLayout.KIND_OFFSET).isEqualTo(16);
    assertThat(RegionLayout.ELEMENT_OFFSET).isEqualTo(20);
    assertThat(RegionLayout.ID_HIGH_OFFSET).isEqualTo(24);
    assertThat(RegionLayout.ID_LOW_OFFSET).isEqualTo(32);
    assertThat(RegionLayout.PAYLOAD_BYTES_OFFSET).isEqualTo(40);
    assertThat(RegionLayout.CREATOR_PID_OFFSET).isEqualTo(48);
    assertThat(RegionLayout.CREATED_MILLIS_OFFSET).isEqualTo(56);
    assertThat(RegionLayout.FLAGS_OFFSET).isEqualTo(128);
    assertThat(RegionLayout.PAYLOAD_OFFSET).isEqualTo(256);
    assertThat(RegionLayout.LAYOUT.byteSize()).isEqualTo(256);
    assertThat(RegionLayout.fileBytes(64)).isEqualTo(320);
  }

  @Test
  void shouldHaveTheConstantsThatFilesHave() {
    byte[] magic = ByteBuffer.allocate(8).putLong(RegionLayout.MAGIC).array();
    assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("ipcREGN1");
    assertThat(RegionLayout.VERSION).isEqualTo(1);
    assertThat(RegionLayout.BYTE_ORDER).isEqualTo(0x01020304);
    assertThat(RegionLayout.UNLINKED).isEqualTo(1);
    assertThat(RegionLayout.BROKEN).isEqualTo(2);
  }
}
