package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class WaitSetLayoutTest {
  @Test
  void shouldHaveEachFieldWhereFilesHaveIt() {
    assertThat(WaitSetLayout.TICKETS_OFFSET).isEqualTo(0);
    assertThat(WaitSetLayout.ELIGIBLE_OFFSET).isEqualTo(8);
    assertThat(WaitSetLayout.MOVE_OFFSET).isEqualTo(16);
    assertThat(WaitSetLayout.CAPACITY_OFFSET).isEqualTo(24);
    assertThat(WaitSetLayout.USED_OFFSET).isEqualTo(28);
    assertThat(WaitSetLayout.LINES_OFFSET).isEqualTo(32);
    assertThat(WaitSetLayout.STATE_OFFSET).isEqualTo(0);
    assertThat(WaitSetLayout.OWNER_OFFSET).isEqualTo(4);
    assertThat(WaitSetLayout.THREAD_OFFSET).isEqualTo(8);
    assertThat(WaitSetLayout.TICKET_OFFSET).isEqualTo(16);
    assertThat(WaitSetLayout.LINE_BYTES).isEqualTo(24);
    assertThat(WaitSetLayout.bytes(1_000)).isEqualTo(24_032);
  }

  @Test
  void shouldHaveTheStatesOfALineAsFilesHaveThem() {
    assertThat(WaitSetLayout.FREE).isEqualTo(0);
    assertThat(WaitSetLayout.WAITING).isEqualTo(1);
    assertThat(WaitSetLayout.GRANTED).isEqualTo(2);
  }
}
