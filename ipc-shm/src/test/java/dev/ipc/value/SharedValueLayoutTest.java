package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class SharedValueLayoutTest {

  @Test
  void shouldHaveTheNumbersThatFilesHave() {
    assertThat(SharedValueLayout.VALUE_OFFSET).isEqualTo(0);
    assertThat(SharedValueLayout.BYTES).isEqualTo(64);
    assertThat(SharedValueLayout.KIND).isEqualTo(3);
    assertThat(SharedValueLayout.INT).isEqualTo(1);
    assertThat(SharedValueLayout.LONG).isEqualTo(2);
  }
}
