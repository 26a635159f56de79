package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class SharedValueLayoutTest {

  @Test
  void shouldHaveTheNumbersThatFilesHave() {
    assertThat(SharedValueLayout.VALUE_OFFSET).isEqualTo(0);
    assertThat(SharedValueLayout.LOCK_OFFSET).isEqualTo(64);
    assertThat(SharedValueLayout.BYTES).isEqualTo(128);
    assertThat(SharedValueLayout.KIND).isEqualTo(3);
    assertThat(SharedValueLayout.INT).isEqualTo(1);
    assertThat(SharedValueLayout.LONG).isEqualTo(2);
    assertThat(SharedValueLayout.DOUBLE).isEqualTo(3);
    assertThat(SharedValueLayout.FLOAT).isEqualTo(4);
    assertThat(SharedValueLayout.SHORT).isEqualTo(5);
    assertThat(SharedValueLayout.BYTE).isEqualTo(6);
    assertThat(SharedValueLayout.CHAR).isEqualTo(7);
    assertThat(SharedValueLayout.BOOLEAN).isEqualTo(8);
  }

  @Test
  void shouldHaveTheNumbersThatFilesOfTextsHave() {
    assertThat(SharedTextLayout.ELEMENT).isEqualTo(9);
    assertThat(SharedTextLayout.VERSION_OFFSET).isEqualTo(0);
    assertThat(SharedTextLayout.MAX_BYTES_OFFSET).isEqualTo(8);
    assertThat(SharedTextLayout.WRITER_OFFSET).isEqualTo(64);
    assertThat(SharedTextLayout.LOCK_OFFSET).isEqualTo(128);
    assertThat(SharedTextLayout.COPIES_OFFSET).isEqualTo(192);
    assertThat(SharedTextLayout.copyBytes(60)).isEqualTo(64);
    assertThat(SharedTextLayout.copyBytes(61)).isEqualTo(128);
    assertThat(SharedTextLayout.bytes(61)).isEqualTo(448);
  }
}
