package dev.ipc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.bench.Exercise.Effort;
import dev.ipc.bench.Exercise.Sample;
import dev.ipc.bench.Result.PeerResult;
import dev.ipc.bench.Team.Share;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchFiguresTest {
  private static final Effort NO_EFFORT = new Effort(Job.LOCK, 1, shares -> 0);
  private static final Contender IPC = new JavaContender("ipc", Worker.Tool.IPC, Duration.ZERO);

  private static Result result(Target target, double ours, Optional<Double> peer) {
    Row row = new Row("row", "ns", target, NO_EFFORT, IPC, List.of());
    PeerResult peerResult =
        new PeerResult(
            "peer",
            peer.map(value -> Summary.of(List.of(value))),
            peer.isPresent() ? Optional.empty() : Optional.of("no cc in PATH"));
    return new Result(row, Summary.of(List.of(ours)), List.of(peerResult), 5, 0, new Noise(0.5, 2));
  }

  @Test
  void shouldTakeTheMiddleOfTheValues() {
    assertThat(Summary.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Summary(3, 1, 5));
    assertThat(Summary.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Summary(3, 1, 9));
  }

  @ParameterizedTest
  @CsvSource({
    "lock-uncontended, ns, 2",
    "lock-contended, M/s, 4000",
    "lock-fairness, %, 12.5",
    "barrier, k/s, 500000",
    "event, ns, 0.25",
    "array-set, ns, 2",
    "array-fill, GB/s, 0.5",
    "counter-increment, M/s, 4000",
    "counter-uncontended, M/s, 500",
    "struct-read, ns, 2"
  })
  void shouldTellWhatTheSidesDidInTheUnitOfTheRow(String name, String unit, double value)
      throws Exception {
    try (Workshop workshop = new Workshop()) {
      Row row =
          Rows.all(workshop, Settings.DEFAULTS).stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow();
      Effort effort = (Effort) row.exercise();
      List<Share> shares = List.of(new Share(1_000, 2_000), new Share(7_000, 2_000));

      assertThat(row.unit()).isEqualTo(unit);
      assertThat(effort.valuation().value(shares.subList(0, effort.sides()))).isEqualTo(value);
    }
  }

  @Test
  void shouldJudgeByTheRatioWhenTheTargetIsRelative() {
    assertThat(result(Target.ratioAtMost(0.67), 20, Optional.of(30.0)).met()).contains(true);
    assertThat(result(Target.ratioAtMost(0.67), 21, Optional.of(30.0)).met()).contains(false);
    assertThat(result(Target.ratioAtLeast(1.1), 10, Optional.of(10.0)).met()).contains(false);
  }

  @Test
  void shouldJudgeByOursWhenTheTargetIsAbsolute() {
    assertThat(result(Target.oursAtMost(100, "ms"), 100, Optional.of(1.0)).met()).contains(true);
    assertThat(result(Target.oursAtLeast(25, "%"), 24, Optional.of(50.0)).met()).contains(false);
    assertThat(result(Target.oursAtLeast(25, "%"), 26, Optional.empty()).met()).contains(true);
  }

  @Test
  void shouldSayWhyAndJudgeNothingWhenThePeerIsMissing() {
    Result result = result(Target.ratioAtMost(0.67), 20, Optional.empty());

    assertThat(result.met()).isEmpty();
    assertThat(new Table(List.of(result)).text()).contains("skipped: no cc in PATH", "unknown");
    assertThat(JsonRow.of(result))
        .isEqualTo(
            "{\"row\":\"row\",\"unit\":\"ns\",\"ours\":20.000,\"peer\":\"peer\",\"peerValue\":null,"
                + "\"ratio\":null,\"target\":\"<= 0.67 x peer\",\"met\":null,\"runs\":5,"
                + "\"stealPercent\":0.500}");
  }

  @Test
  void shouldShowLosingRowsLikeTheOthers() {
    Result result = result(Target.ratioAtMost(0.67), 30, Optional.of(30.0));

    assertThat(new Table(List.of(result)).markdown()).contains("| 1 | <= 0.67 x peer | NO | 5 |");
    assertThat(Plot.of(List.of(result))).contains("target &lt;= 0.67 x peer: not met");
  }

  @Test
  void shouldTellHowMuchTimeWasTakenBetweenTwoReadings() {
    Noise noise = new Noise.Reading(100, 10, 1000, 50).until(new Noise.Reading(180, 20, 1010, 120));

    assertThat(noise).isEqualTo(new Noise(10, 10));
    assertThat(noise.isTooMuch()).isTrue();
    assertThat(new Sample(1, noise).noise().max(Noise.NONE)).isEqualTo(noise);
  }
}
