package dev.ipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.wait.AsymmetricFence;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may send, step by step, by two threads that never run at the same time. */
final class TurnTest {
  private static final int MORE_THAN_OFTEN = 100;

  private final AsymmetricFence fence = new AsymmetricFence(() -> true);
  private final Turn turn = new Turn("send", "a pipe", fence);
  private final ExecutorService other = Executors.newSingleThreadExecutor();

  @BeforeEach
  void takePart() {
    fence.share();
  }

  @AfterEach
  void endOther() {
    other.close();
  }

  private void comeOften() {
    for (int i = 0; i < MORE_THAN_OFTEN; i++) {
      turn.enter();
      turn.exit();
    }
  }

  private void byOther(Runnable action) {
    CompletableFuture.runAsync(action, other).join();
  }

  private void assertOtherIsRefused() {
    byOther(() ->
        assertThatThrownBy(turn::enter)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("cannot send: another thread does at this moment"));
  }

  @Test
  void shouldLetAnotherThreadInWhenTheRegularOneIsOutside() {
    comeOften();
    byOther(turn::enter);
    assertThatThrownBy(turn::enter).isInstanceOf(IllegalStateException.class);
    byOther(turn::exit);
    turn.enter();
    assertOtherIsRefused();
    turn.exit();
  }

  @Test
  void shouldRefuseAnotherThreadWhenTheRegularOneIsInside() {
    comeOften();
    turn.enter();
    assertOtherIsRefused();
    turn.exit();
    turn.enter();
    turn.exit();
    byOther(() -> assertThatCode(turn::enter).doesNotThrowAnyException());
  }

  @Test
  void shouldRefuseTheRegularThreadWhenItIsInsideAlready() {
    comeOften();
    turn.enter();
    assertThatThrownBy(turn::enter).isInstanceOf(IllegalStateException.class);
    turn.exit();
    assertThatCode(turn::enter).doesNotThrowAnyException();
  }

  @Test
  void shouldBeLeftToEachInTurnWhenTheyComeOftenOneAfterTheOther() {
    for (int i = 0; i < 3; i++) {
      comeOften();
      byOther(this::comeOften);
    }
    turn.enter();
    assertOtherIsRefused();
    turn.exit();
  }

  @Test
  void shouldLetNobodyInWhenItHasEnded() {
    comeOften();
    byOther(() -> turn.end(() -> {}));
    assertThatThrownBy(turn::enter).isInstanceOf(RegionClosedException.class);
    byOther(() -> assertThatThrownBy(turn::enter).isInstanceOf(RegionClosedException.class));
    turn.end(() -> {});
  }

  @Test
  void shouldEndOnlyWhenTheRegularThreadHasLeft() {
    comeOften();
    turn.enter();
    CompletableFuture<Void> sentAway = new CompletableFuture<>();
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(() -> turn.end(() -> sentAway.complete(null)), other);
    sentAway.join();
    assertThat(ended).isNotDone();
    turn.exit();
    ended.join();
  }

  @Test
  void shouldBeLeftToNobodyWhenThisProcessTakesNoPartInFences() {
    Turn apart = new Turn("send", "a pipe", AsymmetricFence.NONE);
    for (int i = 0; i < MORE_THAN_OFTEN; i++) {
      apart.enter();
      apart.exit();
    }
    byOther(apart::enter);
    assertThatThrownBy(apart::enter).isInstanceOf(IllegalStateException.class);
    byOther(apart::exit);
  }
}
