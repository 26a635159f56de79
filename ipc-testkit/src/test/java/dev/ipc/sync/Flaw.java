package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.testkit.LocalHome;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A value that a field of a shared object never has.
 *
 * @param offset where it is
 * @param bytes how long it is: 4 or 8
 * @param value the value
 * @param message what is said about it
 */
public record Flaw(long offset, int bytes, long value, String message) {
  /** Each flaw in a new object, which is refused for it. */
  public static <T extends Shared> Stream<DynamicTest> each(Spec<T> spec, Flaw... flaws) {
    return Arrays.stream(flaws)
        .map(flaw -> DynamicTest.dynamicTest(flaw.message, () -> flaw.check(spec)));
  }

  private <T extends Shared> void check(Spec<T> spec) {
    SyncWorld<T> world = new SyncWorld<>(spec);
    if (bytes == Long.BYTES) {
      world.block().setLong(offset, value);
    } else {
      world.block().setInt(offset, (int) value);
    }
    LocalHome home = world.join(1);
    assertThatThrownBy(() -> home.bind(spec))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(message);
  }
}
