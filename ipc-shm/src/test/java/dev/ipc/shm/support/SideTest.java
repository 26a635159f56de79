package dev.ipc.shm.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakLedger.class)
class SideTest {
  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldRunWorkOnSharedObjects(Side.Where where) {
    try (Shm shm = Shm.temporary();
        Side side = where.open()) {
      SharedInt value = shm.create(SharedInt.initially(1));
      Side.Call<Integer> waiting =
          side.begin(() -> {
            Eventually.until("the test sets it", () -> value.get() == 2);
            return value.incrementAndGet();
          });
      value.set(2);

      assertThat(waiting.result()).isEqualTo(3);
      assertThat(side.start(() -> Integer.parseInt("x")).failure())
          .isInstanceOf(NumberFormatException.class);
    }
  }
}
