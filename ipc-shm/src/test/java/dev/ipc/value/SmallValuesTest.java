package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Serial;
import dev.ipc.testkit.LeakLedger;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the other types: the ends of their ranges, atomic forms, and their locks. */
@ExtendWith(LeakLedger.class)
class SmallValuesTest {
  private final NamedDomain domain = new NamedDomain();
  private Shm shm;

  @BeforeEach
  void join() {
    shm = domain.join();
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0.0, -0.0, 1.5, Double.MIN_VALUE, -Double.MAX_VALUE, Double.NaN, 1.0 / 0.0})
  void shouldKeepADoubleWhenItIs(Double number) {
    SharedDouble value = shm.create("double", SharedDouble.initially(number));
    SharedDouble other = shm.open("double", SharedDouble.KIND);

    assertThat(other.get()).isEqualTo(number);
    assertThat(other.getPlain()).isEqualTo(number);
    assertThat(value.compareAndSet(number, 2)).isTrue();
    assertThat(value.compareAndSet(number, 3)).isFalse();
    assertThat(other.getAndSet(number)).isEqualTo(2);
    value.setPlain(4);
    assertThat(other.getAndAdd(0.5)).isEqualTo(4);
    assertThat(other.addAndGet(0.5)).isEqualTo(5);
    assertThat(other.updateAndGet(Math::sqrt)).isEqualTo(Math.sqrt(5));
    assertThat(other.accumulateAndGet(7, Math::max)).isEqualTo(7);
  }

  @Test
  void shouldTellZerosApartWhenTheirBitsDiffer() {
    SharedDouble value = shm.create(SharedDouble.initially(0.0));
    assertThat(value.compareAndSet(-0.0, 1)).isFalse();
    SharedFloat single = shm.create(SharedFloat.initially(0.0f));
    assertThat(single.compareAndSet(-0.0f, 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(floats = {0.0f, 1.5f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.NaN})
  void shouldKeepAFloatWhenItIs(Float number) {
    SharedFloat value = shm.create("float", SharedFloat.initially(number));
    SharedFloat other = shm.open("float", SharedFloat.KIND);

    assertThat(other.get()).isEqualTo(number);
    assertThat(other.compareAndSet(number, 2)).isTrue();
    assertThat(value.getAndAdd(1)).isEqualTo(2);
    assertThat(value.addAndGet(1)).isEqualTo(4);
    value.setPlain(number);
    assertThat(other.getAndSet(1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(shorts = {0, 1, -1, Short.MAX_VALUE, Short.MIN_VALUE})
  void shouldKeepAShortWhenItIs(short number) {
    SharedShort value = shm.create("short", SharedShort.initially(number));
    SharedShort other = shm.open("short", SharedShort.KIND);

    assertThat(other.get()).isEqualTo(number);
    assertThat(other.compareAndSet(number, Short.MAX_VALUE)).isTrue();
    assertThat(value.addAndGet((short) 1)).isEqualTo(Short.MIN_VALUE);
    assertThat(value.getAndAdd((short) -1)).isEqualTo(Short.MIN_VALUE);
    assertThat(other.getAndSet(number)).isEqualTo(Short.MAX_VALUE);
    assertThat(value.getPlain()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1, -1, Byte.MAX_VALUE, Byte.MIN_VALUE})
  void shouldKeepAByteWhenItIs(byte number) {
    SharedByte value = shm.create("byte", SharedByte.initially(number));
    SharedByte other = shm.open("byte", SharedByte.KIND);

    assertThat(other.get()).isEqualTo(number);
    assertThat(other.compareAndSet(number, Byte.MIN_VALUE)).isTrue();
    assertThat(value.addAndGet((byte) -1)).isEqualTo(Byte.MAX_VALUE);
    assertThat(value.getAndAdd((byte) 1)).isEqualTo(Byte.MAX_VALUE);
    assertThat(other.getAndSet(number)).isEqualTo(Byte.MIN_VALUE);
    assertThat(value.getPlain()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(chars = {'a', '\0', '\uffff', '\ud83d'})
  void shouldKeepACharWhenItIs(char letter) {
    SharedChar value = shm.create("char", SharedChar.initially(letter));
    SharedChar other = shm.open("char", SharedChar.KIND);

    assertThat(other.get()).isEqualTo(letter);
    assertThat(other.compareAndSet(letter, 'z')).isTrue();
    assertThat(value.getAndSet(letter)).isEqualTo('z');
    value.setPlain('y');
    assertThat(other.getPlain()).isEqualTo('y');
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepABooleanWhenItIs(boolean flag) {
    SharedBoolean value = shm.create("boolean", SharedBoolean.initially(flag));
    SharedBoolean other = shm.open("boolean", SharedBoolean.KIND);

    assertThat(other.get()).isEqualTo(flag);
    assertThat(other.compareAndSet(!flag, flag)).isFalse();
    assertThat(other.compareAndSet(flag, !flag)).isTrue();
    assertThat(value.getAndSet(flag)).isEqualTo(!flag);
    value.setPlain(!flag);
    assertThat(other.getPlain()).isEqualTo(!flag);
  }

  @Test
  void shouldLoseNoAdditionWhenThreadsAddToWhatHardwareCannotAdd() {
    SharedDouble sum = shm.create("double", SharedDouble.initially(0));
    SharedShort small = shm.create("short", SharedShort.initially((short) 0));
    List<Background<Void>> adders =
        IntStream.range(0, 4)
            .mapToObj(i ->
                Background.start(() -> {
                  for (int n = 0; n < 10_000; n++) {
                    sum.addAndGet(0.5);
                    small.addAndGet((short) 1);
                  }
                }))
            .toList();
    adders.forEach(Background::result);

    assertThat(sum.get()).isEqualTo(20_000);
    assertThat(small.get()).isEqualTo((short) 40_000);
  }

  @Test
  void shouldGuardSectionsByTheLockThatBelongsToTheValue() throws Exception {
    SharedInt value = shm.create("int", SharedInt.initially(0));
    SharedInt other = shm.open("int", SharedInt.KIND);
    List<Background<Void>> users =
        List.of(Background.start(() -> count(value)), Background.start(() -> count(other)));
    users.forEach(Background::result);

    assertThat(value.get()).isEqualTo(200_000);
    assertThat(Serial.copy(value.lock())).isSameAs(value.lock());
    value
        .lock()
        .locked(() -> assertThatThrownBy(value::close).isInstanceOf(IllegalStateException.class));
    value.close();
    assertThat(value.lock().isClosed()).isTrue();
  }

  private static void count(SharedInt value) {
    for (int i = 0; i < 100_000; i++) {
      value.lock().locked(() -> value.setPlain(value.getPlain() + 1));
    }
  }

  @Test
  void shouldNameBothTypesWhenAnotherIsExpected() {
    shm.create("double", SharedDouble.initially(1)).close();

    assertThatThrownBy(() -> shm.open("double", SharedFloat.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("element type=3, expected=4 (float)");
  }
}
