package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsTest {
  private static final Map<String, Integer> DEFAULTS = Map.of("--workers", 4, "--below", 100);

  @Test
  void shouldTakeWhatIsGivenAndTheDefaultOfTheRest() {
    Options options = new Options(DEFAULTS, "--below", "7");

    assertThat(options.number("--below")).isEqualTo(7);
    assertThat(options.number("--workers")).isEqualTo(4);
  }

  static Stream<List<String>> wrong() {
    return Stream.of(
        List.of("2"), List.of("--worker", "2"), List.of("--workers"), List.of("--below", "many"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void shouldRefuseWhatIsNoOptionWithANumber(List<String> line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Options(DEFAULTS, line.toArray(String[]::new)));
  }

  @Test
  void shouldTellWhichOptionsThereAreWhenOneIsUnknown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Options(DEFAULTS, "--worker", "2"))
        .withMessage("no option with a number: --worker; use [--below, --workers]");
  }
}
