package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.Steps;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each step that the sources name is one at which some test kills. */
final class StepCoverageTest {
  /** Its steps are in a module of its own, and so is their coverage test. */
  private static final String JOURNAL = "journal.";

  @Test
  void shouldKillAtEachStepWhenItIsNamedInTheSources() {
    assertThat(
            Stream.of(
                    LockKillTest.steps(),
                    BiasKillTest.steps(),
                    DomainKillTest.steps(),
                    TextKillTest.STEPS.stream(),
                    StructKillTest.steps(),
                    SemaphoreKillTest.steps(),
                    ConditionKillTest.steps(),
                    BarrierKillTest.steps(),
                    LatchKillTest.steps(),
                    ReadWriteKillTest.steps(),
                    CountersKillTest.steps(),
                    QueueKillTest.steps(),
                    PipeKillTest.steps(),
                    ListenerKillTest.steps(),
                    PoolKillTest.steps())
                .flatMap(steps -> steps)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            Steps.all().stream().filter(step -> !step.startsWith(JOURNAL)).toList());
  }
}
