package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.LeakLedger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakLedger.class)
class RaceCommandTest {
  private static final String[] KEYS = {
    "mode", "iterations", "expected", "value", "lost", "nanosPerOperation", "millis"
  };

  @Test
  void shouldPrintOneObjectPerModeWhenAskedForJson() {
    CommandRun run = CommandRun.of("race", "--iterations", 20_000, "--json");

    assertThat(run.exitCode()).isZero();
    List<Map<String, Object>> rows = run.out().stream().map(FlatJson::parse).toList();
    assertThat(rows).extracting(row -> row.get("mode")).containsExactly("none", "lock", "atomic");
    for (Map<String, Object> row : rows) {
      assertThat(row.keySet()).containsExactly(KEYS);
      assertThat(row).containsEntry("iterations", 20_000L).containsEntry("expected", 1L);
      assertThat((Double) row.get("nanosPerOperation")).isPositive();
      assertThat((Double) row.get("millis")).isPositive();
    }
    assertThat(rows.subList(1, 3))
        .allSatisfy(row -> assertThat(row).containsEntry("value", 1L).containsEntry("lost", 0L));
    long value = (Long) rows.getFirst().get("value");
    long lost = (Long) rows.getFirst().get("lost");
    assertThat(lost).isBetween(Math.abs(value - 1), 40_000L);
    assertThat((lost - (value - 1)) % 2).as("each update changes the value by one").isZero();
  }

  @Test
  void shouldTellWhoDiedAndThatTheOthersWentOnWhenOneIsKilled() {
    CommandRun run =
        CommandRun.of("race", "--mode", "lock", "--kill", "--iterations", 20_000, "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSize(1);
    Map<String, Object> row = FlatJson.parse(run.out().getFirst());
    assertThat(row.keySet()).startsWith(KEYS).endsWith("killedPid", "recoveredMillis").hasSize(9);
    assertThat(row).containsEntry("value", 1L).containsEntry("lost", 0L);
    assertThat((Long) row.get("killedPid")).isPositive();
    assertThat((Double) row.get("recoveredMillis")).isPositive();
  }

  @Test
  void shouldPrintAPlainTableWhenOutputIsNoTerminal() {
    CommandRun run = CommandRun.of("race", "--iterations", 1_000, "--kill");

    assertThat(run.exitCode()).isZero();
    // So few steps may well be over before the processes meet, which is remarked upon.
    List<String> lines =
        run.out().stream().filter(line -> !line.contains("nothing lost this time")).toList();
    assertThat(lines.get(0))
        .isEqualTo("Two processes change one shared int, each of them 1,000 times.");
    assertThat(lines.get(2))
        .isEqualTo("mode      expected     final value    lost updates    time per operation");
    assertThat(lines.get(3)).matches("none +1 +-?[\\d,]+ +[\\d,]+ +[\\d.]+ ns");
    assertThat(lines.get(4)).matches("lock +1 +1 +0 +[\\d.]+ ns");
    assertThat(lines.get(5))
        .matches(
            " +process \\d+ was killed with the lock; the others went on after [\\d.]+ ms"
                + " \\(included\\)");
    assertThat(lines.get(6)).matches("atomic +1 +1 +0 +[\\d.]+ ns");
    assertThat(lines).hasSize(7).noneMatch(line -> line.contains("\u001b"));
    assertThat(run.errors()).as("nothing in between on a terminal").isEmpty();
  }

  @Test
  void shouldEndWellWhenEachProcessMakesOneStep() {
    CommandRun run = CommandRun.of("race", "--mode", "lock", "--kill", "--iterations", 1, "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(FlatJson.parse(run.out().getFirst())).containsEntry("value", 1L);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "--iterations 0                  | --iterations must be from 1 to 1,000,000,000, but is 0",
        "--iterations 1000000001         | must be from 1 to 1,000,000,000, but is 1,000,000,001",
        "--iterations many               | 'many' is not a long",
        "--mode fast                     | --mode must be none, lock, atomic or all",
        "--mode atomic --kill            | --kill needs a lock",
        "--quick                         | Unknown option: '--quick'",
      },
      delimiter = '|')
  void shouldExplainAMistakeInOneSentence(String options, String sentence) {
    CommandRun run = CommandRun.of((Object[]) ("race " + options).split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().getFirst())
        .startsWith("ipc race: ")
        .contains(sentence)
        .endsWith("; see ipc race --help");
  }
}
