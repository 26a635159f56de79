package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.TruncatedChild.Scenario;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Regions whose file is truncated while they are in use, in a JVM that could crash by it. */
@ExtendWith(LeakLedger.class)
class RegionBrokenTest {

  @Test
  void shouldSayThatItIsBrokenWhenAValueIsRead() {
    play(Scenario.VALUE_IS_READ_AND_MADE_ANEW);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VALUE_IS_READ_AND_MADE_ANEW")
  void shouldEndInOrderWhenAFileIsTruncatedInUse(Scenario scenario) {
    play(scenario);
  }

  private static void play(Scenario scenario) {
    ChildCommand command =
        ChildCommand.of(TruncatedChild.class, scenario).withFlags("-XX:ErrorFile=/dev/null");
    try (ChildJvm child = command.start()) {
      int exitCode = child.awaitExit();
      assertThat(exitCode).as("exit code, errors=%s", child.errors()).isZero();
      assertThat(child.lines()).containsExactly("as expected");
    }
  }
}
