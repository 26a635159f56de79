package dev.ipc.shm.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.os.TakeTurnsChild.Game;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads of two processes hand a word of a file over to each other. */
class ParkerInTwoJvmsTest {
  /** Longer than any test, so that a lost wake-up fails it. */
  private static final long FOR_EVER_NANOS = Duration.ofMinutes(10).toNanos();

  private static final long BOUND_NANOS = 25_000_000;
  private static final String[] ONE_CARRIER = {
    "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "without futex, wake-ups of others are lost")
  void shouldHandOverWhenBothHaveFutex(boolean virtualHere, boolean virtualThere) throws Exception {
    for (int pairs : new int[] {1, 8}) {
      Game game = game(pairs, 5_000 / pairs, FOR_EVER_NANOS);
      try (ChildJvm child = command(game, virtualThere, "one").start()) {
        game.play(Parkers.choose("auto"), virtualHere, 0);
        assertEnded(child);
        assertThat(child.errors()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void shouldHandOverWhenNeitherHasFutex(boolean virtualHere, boolean virtualThere)
      throws Exception {
    Game game = game(4, 100, FOR_EVER_NANOS);
    ChildCommand command =
        command(game, virtualThere, "one").withoutNativeAccess().withFlags("-Dipc.native=off");
    try (ChildJvm child = command.start()) {
      game.play(Parkers.choose("off"), virtualHere, 0);
      assertEnded(child);
      // Neither a warning of the JDK that native access was not enabled, nor a word of ours.
      assertThat(child.errors()).isEmpty();
    }
  }

  @Test
  void shouldHandOverWhenOneHasFutex() throws Exception {
    Game game = game(2, 40, BOUND_NANOS);
    try (ChildJvm child = command(game, false, "one").withFlags("-Dipc.native=off").start()) {
      game.play(Parkers.choose("auto"), false, 0);
      assertEnded(child);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, --illegal-native-access=deny, start java with --enable-native-access=ALL-UNNAMED",
    "true, --illegal-native-access=deny, start java with --enable-native-access=ALL-UNNAMED",
    "false, -Dos.arch=pdp11, set -Dipc.native=off to do without this message"
  })
  void shouldHandOverWhenFutexIsNotToBeHad(boolean virtual, String flag, String remedy)
      throws Exception {
    Game game = game(2, 40, BOUND_NANOS);
    ChildCommand command = command(game, virtual, "one").withoutNativeAccess().withFlags(flag);
    try (ChildJvm child = command.start()) {
      game.play(Parkers.choose("auto"), virtual, 0);
      assertEnded(child);
      assertThat(child.errors()).singleElement().asString().contains("reason=", remedy);
    }
  }

  @ParameterizedTest
  @CsvSource({"auto", "off"})
  void shouldHandOverWhenVirtualThreadsShareOneCarrier(String mode) throws Exception {
    Game game = game(8, 500, FOR_EVER_NANOS);
    ChildCommand command =
        command(game, true, "both").withFlags(ONE_CARRIER).withFlags("-Dipc.native=" + mode);
    try (ChildJvm child = command.start()) {
      assertEnded(child);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "without futex, wake-ups of others are lost")
  void shouldHandOverWhenTheOtherHasOneCarrier() throws Exception {
    Game game = game(8, 500, FOR_EVER_NANOS);
    try (ChildJvm child = command(game, true, "one").withFlags(ONE_CARRIER).start()) {
      game.play(Parkers.choose("auto"), false, 0);
      assertEnded(child);
    }
  }

  @Test
  void shouldCallNothingNativeWhenNobodySleeps() {
    Game game = game(1, 0, BOUND_NANOS);
    try (ChildJvm child = command(game, false, "one").withoutNativeAccess().start()) {
      assertEnded(child);
      assertThat(child.errors()).isEmpty();
    }
  }

  private Game game(int pairs, int rounds, long boundNanos) {
    return new Game(folder.resolve("words-" + pairs), pairs, rounds, boundNanos);
  }

  private static ChildCommand command(Game game, boolean virtual, String sides) {
    return ChildCommand.of(
        TakeTurnsChild.class,
        List.of(game.file(), game.pairs(), game.rounds(), game.boundNanos(), virtual, sides)
            .toArray());
  }

  private static void assertEnded(ChildJvm child) {
    child.awaitLine("done");
    assertThat(child.awaitExit()).isZero();
  }
}
