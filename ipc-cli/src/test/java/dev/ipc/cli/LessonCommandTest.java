package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.examples.Lesson;
import dev.ipc.testkit.LeakLedger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class LessonCommandTest {
  @Test
  void shouldListEveryLesson() {
    CommandRun run = CommandRun.of("lessons");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSameSizeAs(Lesson.all());
    assertThat(run.out().getFirst())
        .startsWith(Lesson.all().getFirst().name() + " ")
        .endsWith(Lesson.all().getFirst().description());
  }

  @Test
  void shouldListLessonsAsObjectsWhenAskedForJson() {
    CommandRun run = CommandRun.of("lessons", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSameSizeAs(Lesson.all());
    assertThat(run.out())
        .allSatisfy(line ->
            assertThat(FlatJson.parse(line)).containsOnlyKeys("name", "description", "class"));
  }

  @Test
  void shouldRunALessonWithItsArguments() {
    CommandRun run = CommandRun.of("lesson", "race", 1_000);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSize(3);
    assertThat(run.out().get(1)).startsWith("lock: the value is 1, off by 0, ");
  }

  @Test
  void shouldPassOnTheExitCodeWhenALessonFails() {
    CommandRun run = CommandRun.of("lesson", "race", "often");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).first().asString().contains("NumberFormatException");
  }

  @Test
  void shouldNameTheLessonsThereAreWhenThereIsNoSuch() {
    CommandRun run = CommandRun.of("lesson", "rase");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .containsExactly(
            "ipc lesson: there is no lesson 'rase', only: "
                + Lesson.all().stream().map(Lesson::name).collect(Collectors.joining(", "))
                + "; see ipc lesson --help");
  }
}
