package dev.ipc.shm.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import dev.ipc.shm.os.Sleepers.Sleeper;
import dev.ipc.shm.os.Sleepers.Word;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class SleepersTest {
  private final Arena arena = Arena.ofShared();
  private final Block block = new Block(arena.allocate(16, Long.BYTES));
  private final Sleepers sleepers = new Sleepers();

  @Test
  void shouldBeAwakeWhenTheWordDiffers() {
    Sleeper sleeper = sleepers.enter(block, 0, 1);

    assertThat(sleeper.isAwake()).isTrue();
    assertThat(sleepers.isEmpty()).isTrue();
  }

  @Test
  void shouldListEachWordOnceWhenNoneHasChanged() {
    sleepers.enter(block, 0, 0);
    sleepers.enter(block, 0, 0);
    sleepers.enter(block, 4, 0);

    assertThat(sleepers.look())
        .containsExactlyInAnyOrder(new Word(block.address(0), 0), new Word(block.address(4), 0));
  }

  @Test
  void shouldWakeThoseWhoExpectAnotherValueWhenTheWordHasChanged() {
    Sleeper before = sleepers.enter(block, 0, 0);
    block.setIntRelease(0, 1);
    Sleeper after = sleepers.enter(block, 0, 1);

    assertThat(sleepers.look()).containsExactly(new Word(block.address(0), 1));
    assertThat(before.isAwake()).isTrue();
    assertThat(after.isAwake()).isFalse();
  }

  @Test
  void shouldWakeThoseWhoCameFirstWhenSomeAreAskedFor() {
    Sleeper first = sleepers.enter(block, 0, 0);
    Sleeper second = sleepers.enter(block, 0, 0);
    Sleeper third = sleepers.enter(block, 0, 0);

    assertThat(sleepers.wake(block.address(0), 2)).isEqualTo(2);
    assertThat(first.isAwake()).isTrue();
    assertThat(second.isAwake()).isTrue();
    assertThat(third.isAwake()).isFalse();
    assertThat(sleepers.wake(block.address(0), 2)).isEqualTo(1);
    assertThat(sleepers.wake(block.address(0), 2)).isZero();
    assertThat(sleepers.isEmpty()).isTrue();
  }

  @Test
  void shouldForgetWhenSleepersLeave() {
    Sleeper first = sleepers.enter(block, 0, 0);
    Sleeper second = sleepers.enter(block, 0, 0);
    sleepers.leave(first);

    assertThat(sleepers.isEmpty()).isFalse();
    assertThat(sleepers.wake(block.address(0), 2)).isEqualTo(1);
    sleepers.leave(second);
    assertThat(sleepers.isEmpty()).isTrue();
    assertThat(sleepers.look()).isEmpty();
  }

  @Test
  void shouldWakeWhenTheMemoryIsGone() {
    Sleeper sleeper = sleepers.enter(block, 0, 0);
    arena.close();

    assertThat(sleepers.look()).isEmpty();
    assertThat(sleeper.isAwake()).isTrue();
    assertThat(sleepers.isEmpty()).isTrue();
  }
}
