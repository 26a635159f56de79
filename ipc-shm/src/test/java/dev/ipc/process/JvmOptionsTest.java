package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options there can be. */
class JvmOptionsTest {
  private static final JvmOptions OPTIONS = JvmOptions.DEFAULTS;

  private static void assertRefused(String message, ThrowingCallable change) {
    assertThatThrownBy(change).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"64m,67108864", "2g,2147483648", "4096K,4194304", "8388608,8388608"})
  void shouldTakeSizesAsJvmsDo(String size, long bytes) {
    assertThat(OPTIONS.heap(size).heapBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "64 m", "64mb", "many", "99999999999g", "-"})
  void shouldRefuseSizesThatAreNone(String size) {
    assertRefused(
        "not a size of memory: '" + size + "'; write it like 64m or 2g", () -> OPTIONS.heap(size));
  }

  @Test
  void shouldRefuseHeapsThatNoJvmTakes() {
    assertRefused(
        "heap is too small for a JVM: bytes=1024, least=2097152; give more, such as heap(\"64m\")",
        () -> OPTIONS.heap("1k"));
    assertThatThrownBy(() -> OPTIONS.heapBytes(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseFlagsThatAreNone() {
    assertRefused(
        "not a flag of a JVM: 'Xmx64m'; flags begin with '-', such as -Xss4m",
        () -> OPTIONS.flags("Xmx64m"));
    assertRefused(
        "flag says what to run, which the child is told anyway: -cp; for another class path, use"
            + " classPath()",
        () -> OPTIONS.flags("-ea", "-cp", "x.jar"));
    assertThat(OPTIONS.flags("--add-opens", "java.base/java.util=ALL-UNNAMED", "-ea").flags())
        .hasSize(3);
  }

  @Test
  void shouldRefuseNamesThatCannotBe() {
    assertRefused(
        "not a name for a process: ' '; use one line of visible text", () -> OPTIONS.name(" "));
    assertThatThrownBy(() -> OPTIONS.name("two\nlines"))
        .isInstanceOf(IllegalArgumentException.class);
    assertRefused(
        "not a name of an environment variable: 'A=B'; leave out '='",
        () -> OPTIONS.env("A=B", "x"));
  }

  @Test
  void shouldKeepTheOthersWhenOneChanges() {
    JvmOptions all =
        OPTIONS
            .name("n")
            .flags(List.of("-ea"))
            .heap("64m")
            .env(Map.of("A", "1"))
            .env("B", "2")
            .daemon(true);

    assertThat(all.env()).isEqualTo(Map.of("A", "1", "B", "2"));
    assertThat(all.logging(System.Logger.Level.DEBUG).daemon(false).output(Output.discarded()))
        .isEqualTo(
            new JvmOptions(
                all.name(),
                List.of("-ea"),
                64 << 20,
                all.env(),
                OPTIONS.folder(),
                List.of(),
                Output.discarded(),
                false,
                Optional.of(System.Logger.Level.DEBUG)));
  }
}
