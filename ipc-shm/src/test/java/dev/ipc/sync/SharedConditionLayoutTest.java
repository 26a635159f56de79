package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class SharedConditionLayoutTest {
  @Test
  void shouldHaveEachFieldWhereFilesHaveIt() {
    assertThat(SharedConditionLayout.LOCK_HIGH_OFFSET).isEqualTo(0);
    assertThat(SharedConditionLayout.LOCK_LOW_OFFSET).isEqualTo(8);
    assertThat(SharedConditionLayout.LOCK_OFFSET_OFFSET).isEqualTo(16);
    assertThat(SharedConditionLayout.WAIT_SET_OFFSET).isEqualTo(32);
  }
}
