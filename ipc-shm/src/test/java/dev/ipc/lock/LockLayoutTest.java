package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.owner.OwnerId;
import org.junit.jupiter.api.Test;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class LockLayoutTest {

  @Test
  void shouldHaveEachFieldWhereFilesHaveIt() {
    assertThat(LockLayout.WORD_OFFSET).isEqualTo(0);
    assertThat(LockLayout.WAITING_OFFSET).isEqualTo(8);
    assertThat(LockLayout.DEPTH_OFFSET).isEqualTo(12);
    assertThat(LockLayout.RECOVERIES_OFFSET).isEqualTo(16);
    assertThat(LockLayout.DEATH_OWNER_OFFSET).isEqualTo(24);
    assertThat(LockLayout.DEATH_PID_OFFSET).isEqualTo(32);
    assertThat(LockLayout.DEATH_MILLIS_OFFSET).isEqualTo(40);
    assertThat(LockLayout.HELD_OWNER_OFFSET).isEqualTo(48);
    assertThat(LockLayout.HELD_MILLIS_OFFSET).isEqualTo(56);
    assertThat(LockLayout.BYTES).isEqualTo(64);
  }

  @Test
  void shouldHaveTheBitsOfTheWordWhereFilesHaveThem() {
    long word = 0x0000_0007_0018_0005L; // thread 7, slot 3, generation 5

    assertThat(LockWord.FREE).isZero();
    assertThat(LockWord.DIRTY).isEqualTo(0x8000_0000L);
    assertThat(LockWord.owner(word | LockWord.DIRTY)).isEqualTo(word);
    assertThat(LockWord.thread(word)).isEqualTo(7);
    assertThat(OwnerId.ofBits(LockWord.ownerBits(word))).isEqualTo(new OwnerId(3, 5));
    assertThat(new OwnerId(3, 5).bits()).isEqualTo(0x0018_0005);
    assertThat(OwnerId.MAX_SLOT).isEqualTo(4094);
    assertThat(OwnerId.MAX_GENERATION).isEqualTo(524_287);
  }
}
