package dev.ipc.lock;

import static dev.ipc.lock.WaitSetLayout.GRANTED;
import static dev.ipc.lock.WaitSetLayout.MOVE_OFFSET;
import static dev.ipc.lock.WaitSetLayout.USED_OFFSET;
import static dev.ipc.lock.WaitSetLayout.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.memory.Block;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedParker;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The table of who waits: its order, its room, and what deaths leave of it. */
class WaitLinesTest {
  private static final int CAPACITY = 5;
  private static final int DEAD = 66;
  private static final int OTHER = 77;

  private final ScriptedParker parker = ScriptedParker.skipping();
  private final Block block = LocalHome.memory(WaitSetLayout.bytes(CAPACITY));
  private final WaitLines lines;

  WaitLinesTest() {
    WaitSetLayout.initialize(block, CAPACITY);
    lines = new WaitLines(block, parker);
  }

  private int take() {
    return take(OTHER);
  }

  private int take(int owner) {
    int line = lines.take(owner, 1);
    assertThat(line).isNotEqualTo(WaitLines.NONE);
    return line;
  }

  private List<Integer> in(int state) {
    return lines.lines(state).boxed().toList();
  }

  private int used() {
    return block.getInt(USED_OFFSET);
  }

  private void buryTheDead() {
    lines.bury(owner -> owner == DEAD);
  }

  @Test
  void shouldGrantToWhoCameFirstWhenLinesAreUsedAgain() {
    int first = take();
    int second = take();
    int third = take();
    assertThat(lines.giveBack(first)).isFalse();
    int fourth = take();
    assertThat(fourth).as("the line of the first").isEqualTo(first);

    lines.grant(1);
    assertThat(in(GRANTED)).containsExactly(second);
    lines.grant(1);
    assertThat(in(GRANTED)).containsExactly(second, third);
    lines.grant(1);
    assertThat(in(WAITING)).isEmpty();
    assertThat(lines.giveBack(fourth)).isTrue();
    assertThat(parker.wakes())
        .extracting(ScriptedParker.Wake::offset)
        .containsExactly(
            lines.stateOffset(second), lines.stateOffset(third), lines.stateOffset(fourth));
  }

  @Test
  void shouldGrantToSoManyWhoCameFirstWhenCountIsGiven() {
    int first = take();
    int second = take();
    int third = take();
    lines.giveBack(first);
    int fourth = take();

    lines.grant(0);
    assertThat(in(GRANTED)).isEmpty();
    lines.grant(2);
    assertThat(in(GRANTED)).containsExactly(second, third);
    int fifth = take();
    lines.grant(7);
    assertThat(in(GRANTED)).containsExactly(fourth, second, third, fifth);
  }

  @Test
  void shouldGrantToAllWhoWaitWhenAllAreMeant() {
    take();
    take();
    lines.grant(Integer.MAX_VALUE);
    int late = take();

    assertThat(in(GRANTED)).hasSize(2);
    assertThat(in(WAITING)).containsExactly(late);
  }

  @Test
  void shouldWakeNobodyWhenNobodyWaits() {
    lines.grant(1);
    lines.grant(Integer.MAX_VALUE);
    int late = take();

    assertThat(lines.isGranted(late)).isFalse();
    assertThat(parker.wakes()).isEmpty();
  }

  @Test
  void shouldHaveRoomAgainWhenLinesAreGivenBack() {
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(take()).isEqualTo(i);
    }
    assertThat(lines.take(OTHER, 1)).isEqualTo(WaitLines.NONE);
    lines.giveBack(2);
    assertThat(used()).isEqualTo(CAPACITY);
    lines.giveBack(3);
    lines.giveBack(4);
    assertThat(used()).isEqualTo(2);
    assertThat(take()).isEqualTo(2);
  }

  @Test
  void shouldHandGrantOnWhenItsOwnerIsDead() {
    int dead = take(DEAD);
    int heir = take();
    int last = take();
    lines.grant(1);
    assertThat(in(GRANTED)).containsExactly(dead);
    buryTheDead();

    assertThat(in(GRANTED)).containsExactly(heir);
    assertThat(in(WAITING)).containsExactly(last);
    buryTheDead();
    assertThat(in(GRANTED)).as("once").containsExactly(heir);
  }

  @Test
  void shouldHandEachGrantOnWhenSeveralOwnersAreDead() {
    take(DEAD);
    take(DEAD);
    take(DEAD);
    int first = take();
    int second = take();
    lines.grant(2);
    buryTheDead();

    assertThat(in(GRANTED)).containsExactly(first, second);
    assertThat(in(WAITING)).isEmpty();
  }

  @Test
  void shouldNotHandGrantOnToWhoCameAfterTheLastGrant() {
    take(DEAD);
    lines.grant(1);
    int late = take();
    buryTheDead();

    assertThat(in(WAITING)).containsExactly(late);
    assertThat(in(GRANTED)).isEmpty();
    lines.grant(1);
    assertThat(in(GRANTED)).containsExactly(late);
  }

  @Test
  void shouldNotLoseGrantWhenLaterOneWentToWhoWouldHaveHadIt() {
    int dead = take(DEAD);
    int second = take();
    lines.grant(1);
    int third = take();
    lines.grant(1);
    assertThat(in(GRANTED)).containsExactly(dead, second);
    lines.giveBack(second);
    buryTheDead();

    assertThat(in(GRANTED)).as("two grants, two living").containsExactly(third);
  }

  @Test
  void shouldFreeLinesOfTheDeadWhenTheyOnlyWait() {
    take(DEAD);
    int living = take();
    take(DEAD);
    buryTheDead();

    assertThat(in(WAITING)).containsExactly(living);
    assertThat(used()).isEqualTo(2);
    assertThat(parker.wakes()).isEmpty();
  }

  @Test
  void shouldCountAsDeadWhenThreadResigned() {
    int line = take();
    int heir = take();
    lines.grant(1);
    lines.resign(line);
    lines.bury(WaitLines::isNobody);

    assertThat(in(GRANTED)).containsExactly(heir);
  }

  /** What may come first after a death in handing on: each goes on from where it was left. */
  private static final List<Consumer<WaitLines>> NEXT =
      List.of(
          lines -> lines.bury(owner -> owner == DEAD),
          lines -> lines.giveBack(lines.take(OTHER, 1)),
          lines -> lines.grant(0));

  @Test
  void shouldHandOnOnceWhenWhoHandsOnDiesBeforeTheGrant() {
    for (Consumer<WaitLines> next : NEXT) {
      new WaitLinesTest().handOn(WaitLinesTest::noteMove, next);
    }
  }

  @Test
  void shouldHandOnOnceWhenWhoHandsOnDiesBeforeTheWakeUp() {
    for (Consumer<WaitLines> next : NEXT) {
      new WaitLinesTest().handOn(WaitLinesTest::dieAtTheWakeUp, next);
    }
  }

  @Test
  void shouldHandOnOnceWhenWhoHandsOnDiesBeforeItIsDone() {
    for (Consumer<WaitLines> next : NEXT) {
      new WaitLinesTest()
          .handOn(
              test -> {
                test.buryTheDead();
                test.noteMove();
              },
              next);
    }
  }

  private void handOn(Consumer<WaitLinesTest> death, Consumer<WaitLines> next) {
    assertThat(take(DEAD)).isEqualTo(0);
    assertThat(take()).isEqualTo(1);
    assertThat(take()).isEqualTo(2);
    lines.grant(1);
    death.accept(this);
    next.accept(lines);

    assertThat(block.getLong(MOVE_OFFSET)).isZero();
    buryTheDead();
    assertThat(in(GRANTED)).containsExactly(1);
    assertThat(in(WAITING)).containsExactly(2);
  }

  /** From the first line to the second. */
  private void noteMove() {
    block.setLong(MOVE_OFFSET, 1L << 32 | 2);
  }

  @Test
  void shouldHandOnOnceWhenTheHeirHasGoneOnBeforeAnybodyElseLooks() {
    take(DEAD);
    int heir = take();
    int last = take();
    lines.grant(1);
    dieAtTheWakeUp();
    assertThat(lines.giveBack(heir)).isTrue();
    buryTheDead();

    assertThat(in(GRANTED)).isEmpty();
    assertThat(in(WAITING)).containsExactly(last);
  }

  private void dieAtTheWakeUp() {
    parker.onWake(wake -> {
      parker.onWake(later -> {});
      throw new IllegalStateException("killed here");
    });
    assertThatThrownBy(this::buryTheDead).hasMessage("killed here");
  }

  @Test
  void shouldIgnoreMoveThatNamesNoLines() {
    int first = take();
    int second = take();
    lines.grant(1);
    for (long move : new long[] {-1, 1, 1L << 32, 6L << 32 | 1, 1L << 32 | 6, Long.MAX_VALUE}) {
      block.setLong(MOVE_OFFSET, move);
      lines.grant(0);
      assertThat(block.getLong(MOVE_OFFSET)).isZero();
      assertThat(in(GRANTED)).containsExactly(first);
      assertThat(in(WAITING)).containsExactly(second);
    }
  }

  @Test
  void shouldStayInsideTheTableWhenTheFileSaysMoreIsUsed() {
    int line = take();
    block.setInt(USED_OFFSET, Integer.MAX_VALUE);
    lines.grant(1);
    assertThat(in(GRANTED)).containsExactly(line);
    block.setInt(USED_OFFSET, -1);
    assertThat(in(GRANTED)).isEmpty();
    assertThat(take()).isEqualTo(0);
  }
}
