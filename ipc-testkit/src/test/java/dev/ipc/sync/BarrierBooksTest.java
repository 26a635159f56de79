package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.sync.BarrierBooks.Cause;
import dev.ipc.testkit.LocalHome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How passes ended, as those learn it who come back late. */
class BarrierBooksTest {
  private static final int REMEMBERED = 63;

  private final Block block = LocalHome.memory(SharedBarrierLayout.bytes(LocalHome.SLOTS));
  private final BarrierBooks books = new BarrierBooks(block);

  BarrierBooksTest() {
    SharedBarrierLayout.initialize(block, 3, false, 0);
  }

  private void endBroken() {
    books.breakUp(Cause.ABORTED, 7);
    books.mend();
  }

  @Test
  void shouldKnowHowEachPassEndedWhenPassesEndAtRandom() {
    Random random = new Random(8);
    for (int round = 0; round < 20; round++) {
      List<Boolean> model = new ArrayList<>();
      long first = books.pass();
      for (int i = 0; i < 300; i++) {
        boolean whole = random.nextInt(1 + round) != 0;
        if (whole) {
          books.finish();
        } else {
          endBroken();
        }
        model.add(whole);
        for (int late = 0; late < Math.min(REMEMBERED, model.size()); late++) {
          int index = model.size() - 1 - late;
          assertThat(books.isWhole(first + index)).as("late=" + late).isEqualTo(model.get(index));
        }
      }
    }
  }

  @Test
  void shouldKnowThatPassWasWholeWhenNoneWasBrokenSince() {
    endBroken();
    long pass = books.pass();
    for (int i = 0; i < 1_000; i++) {
      books.finish();
    }

    assertThat(books.isSurelyWhole(pass)).isTrue();
    assertThat(books.isWhole(pass)).isTrue();
    assertThat(books.isWhole(pass - 1)).isFalse();
  }

  @Test
  void shouldTakePassForBrokenWhenItWasMissedWithABrokenOneAfterIt() {
    long pass = books.pass();
    books.finish();
    for (int i = 0; i < REMEMBERED - 1; i++) {
      assertThat(books.isWhole(pass)).isTrue();
      endBroken();
    }
    assertThat(books.isWhole(pass)).isTrue();
    endBroken();
    assertThat(books.isWhole(pass)).isFalse();
  }

  @Test
  void shouldForgetArrivalsAndActorWhenPassEnds() {
    books.setArrived(2);
    books.setActor(new OwnerId(3, 1));
    assertThat(books.arrived()).isEqualTo(2);
    assertThat(books.actorBits()).isNotZero();
    books.finish();
    assertThat(books.arrived()).isZero();
    assertThat(books.actorBits()).isZero();
  }

  @Test
  void shouldEndPassWhenSomebodyDiedInBreakingIt() {
    long pass = books.pass();
    books.setArrived(2);
    block.setLong(SharedBarrierLayout.LAST_BROKEN_OFFSET, pass);
    books.repair();
    books.repair();

    assertThat(books.pass()).isEqualTo(pass + 1);
    assertThat(books.isBroken()).isTrue();
    assertThat(books.isWhole(pass)).isFalse();
    assertThat(books.arrived()).isZero();
  }

  @Test
  void shouldEndPassWhenSomebodyDiedBeforeTheLastStoreOfBreakingIt() {
    long pass = books.pass();
    block.setLong(SharedBarrierLayout.LAST_BROKEN_OFFSET, pass);
    block.setInt(SharedBarrierLayout.BROKEN_OFFSET, 1);
    books.repair();

    assertThat(books.pass()).isEqualTo(pass + 1);
    assertThat(books.isBroken()).isTrue();
  }

  @Test
  void shouldChangeNothingWhenThereIsNothingToRepair() {
    books.setArrived(2);
    books.repair();
    assertThat(books.arrived()).isEqualTo(2);
    endBroken();
    long pass = books.pass();
    books.repair();
    assertThat(books.pass()).isEqualTo(pass);
    assertThat(books.isBroken()).isFalse();
  }
}
