package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each type of array: its elements, the ends of its range, and its atomic forms. */
class SharedArrayElementsTest {
  @Test
  void shouldKeepAndChangeInts() {
    SharedIntArray array = Local.object(SharedIntArray.of(1, Integer.MAX_VALUE, -3));
    assertThat(array.toArray()).containsExactly(1, Integer.MAX_VALUE, -3);
    assertThat(array.incrementAndGet(1)).isEqualTo(Integer.MIN_VALUE);
    assertThat(array.decrementAndGet(1)).isEqualTo(Integer.MAX_VALUE);
    assertThat(array.getAndAdd(0, 4)).isEqualTo(1);
    assertThat(array.addAndGet(0, 5)).isEqualTo(10);
    assertThat(array.getAndSet(2, 7)).isEqualTo(-3);
    assertThat(array.compareAndSet(2, -3, 0)).isFalse();
    assertThat(array.compareAndSet(2, 7, 8)).isTrue();
    assertThat(array.updateAndGet(2, now -> now * 2)).isEqualTo(16);
    assertThat(array.accumulateAndGet(2, 3, (now, operand) -> now - operand)).isEqualTo(13);
    array.setVolatile(0, 20);
    array.setRelease(1, 21);
    assertThat(array.getAcquire(0)).isEqualTo(20);
    assertThat(array.getVolatile(1)).isEqualTo(21);
    array.set(2, 22);
    assertThat(array.get(2)).isEqualTo(22);
    array.fill(0x01020304);
    assertThat(array.stream().toArray()).containsOnly(0x01020304).hasSize(3);
    array.fill(1, 2, -1);
    assertThat(array.toArray()).containsExactly(0x01020304, -1, 0x01020304);
  }

  @Test
  void shouldKeepAndChangeLongs() {
    long big = 1L << 40;
    SharedLongArray array = Local.object(SharedLongArray.of(big, Long.MAX_VALUE));
    assertThat(array.incrementAndGet(1)).isEqualTo(Long.MIN_VALUE);
    assertThat(array.decrementAndGet(1)).isEqualTo(Long.MAX_VALUE);
    assertThat(array.getAndAdd(0, 4)).isEqualTo(big);
    assertThat(array.addAndGet(0, -4)).isEqualTo(big);
    assertThat(array.compareAndSet(0, 0, 1)).as("the whole word counts").isFalse();
    assertThat(array.compareAndSet(0, big, 1)).isTrue();
    assertThat(array.getAndSet(0, big)).isEqualTo(1);
    assertThat(array.updateAndGet(0, now -> now * 2)).isEqualTo(2 * big);
    assertThat(array.accumulateAndGet(0, 1, Math::min)).isEqualTo(1);
    array.setVolatile(0, big);
    array.setRelease(1, -big);
    assertThat(array.getAcquire(0) + array.getVolatile(1)).isZero();
    array.set(0, 5);
    assertThat(array.get(0)).isEqualTo(5);
    array.fill(big + 1);
    assertThat(array.stream().toArray()).containsExactly(big + 1, big + 1);
    assertThat(array.toArray()).containsExactly(big + 1, big + 1);
  }

  @Test
  void shouldKeepAndChangeDoubles() {
    SharedDoubleArray array = Local.object(SharedDoubleArray.of(0.0, Double.NaN, 1.5));
    assertThat(array.compareAndSet(0, -0.0, 1)).isFalse();
    assertThat(array.compareAndSet(0, 0.0, -0.0)).isTrue();
    assertThat(array.compareAndSet(1, Double.NaN, 2)).isTrue();
    assertThat(array.getAndSet(1, Double.NaN)).isEqualTo(2);
    assertThat(array.getAndAdd(2, 0.5)).isEqualTo(1.5);
    assertThat(array.addAndGet(2, 0.5)).isEqualTo(2.5);
    assertThat(array.updateAndGet(2, now -> now * 2)).isEqualTo(5);
    assertThat(array.accumulateAndGet(2, 7, Math::max)).isEqualTo(7);
    array.setVolatile(0, 1);
    array.setRelease(1, 2);
    assertThat(array.getAcquire(0) + array.getVolatile(1) + array.get(2)).isEqualTo(10);
    array.set(0, -0.5);
    assertThat(array.toArray()).containsExactly(-0.5, 2, 7);
    array.fill(0.1);
    assertThat(array.stream().toArray()).containsExactly(0.1, 0.1, 0.1);
  }

  @Test
  void shouldKeepAndChangeFloats() {
    SharedFloatArray array = Local.object(SharedFloatArray.of(0.0f, Float.NaN, 1.5f));
    assertThat(array.compareAndSet(0, -0.0f, 1)).isFalse();
    assertThat(array.compareAndSet(1, Float.NaN, 2)).isTrue();
    assertThat(array.getAndSet(1, 3)).isEqualTo(2);
    assertThat(array.getAndAdd(2, 0.5f)).isEqualTo(1.5f);
    assertThat(array.addAndGet(2, 0.5f)).isEqualTo(2.5f);
    assertThat(array.updateAndGet(2, now -> now / 10)).isEqualTo(0.25f);
    assertThat(array.accumulateAndGet(2, 7, Math::max)).isEqualTo(7);
    array.setVolatile(0, 1);
    array.setRelease(1, 2);
    assertThat(array.getAcquire(0) + array.getVolatile(1) + array.get(2)).isEqualTo(10);
    array.set(0, -0.5f);
    assertThat(array.stream().toArray()).containsExactly(-0.5, 2, 7);
    array.fill(1, 3, 0.1f);
    assertThat(array.toArray()).containsExactly(-0.5f, 0.1f, 0.1f);
  }

  /** Five of them, so that each is once at each place in an int. */
  @Test
  void shouldKeepAndChangeShortsWithoutTheirNeighbours() {
    for (int i = 0; i < 5; i++) {
      short[] expected = {-1, 1, Short.MIN_VALUE, 0x0102, 3};
      SharedShortArray array = Local.object(SharedShortArray.of(expected));
      short was = expected[i];
      assertThat(array.compareAndSet(i, (short) (was + 1), (short) 0)).isFalse();
      assertThat(array.compareAndSet(i, was, Short.MAX_VALUE)).isTrue();
      assertThat(array.incrementAndGet(i)).isEqualTo(Short.MIN_VALUE);
      assertThat(array.decrementAndGet(i)).isEqualTo(Short.MAX_VALUE);
      assertThat(array.getAndAdd(i, (short) 2)).isEqualTo(Short.MAX_VALUE);
      assertThat(array.addAndGet(i, (short) -1)).isEqualTo(Short.MIN_VALUE);
      assertThat(array.updateAndGet(i, now -> now - 1)).isEqualTo(Short.MAX_VALUE);
      assertThat(array.accumulateAndGet(i, (short) 7, Math::min)).isEqualTo((short) 7);
      assertThat(array.getAndSet(i, (short) -2)).isEqualTo((short) 7);
      assertThat(array.getVolatile(i)).isEqualTo((short) -2);
      array.setVolatile(i, (short) 4);
      assertThat(array.getAcquire(i)).isEqualTo((short) 4);
      array.setRelease(i, (short) 5);
      assertThat(array.get(i)).isEqualTo((short) 5);
      array.set(i, (short) 6);
      expected[i] = 6;
      assertThat(array.toArray()).containsExactly(expected);
    }
    SharedShortArray array = Local.object(SharedShortArray.ofLength(5));
    array.fill(1, 4, (short) -3);
    assertThat(array.stream().toArray()).containsExactly(0, -3, -3, -3, 0);
  }

  @Test
  void shouldKeepAndChangeBytesWithoutTheirNeighbours() {
    for (int i = 0; i < 5; i++) {
      byte[] expected = {-1, 1, Byte.MIN_VALUE, 0x12, 3};
      SharedByteArray array = Local.object(SharedByteArray.of(expected));
      byte was = expected[i];
      assertThat(array.compareAndSet(i, (byte) (was + 1), (byte) 0)).isFalse();
      assertThat(array.compareAndSet(i, was, Byte.MAX_VALUE)).isTrue();
      assertThat(array.incrementAndGet(i)).isEqualTo(Byte.MIN_VALUE);
      assertThat(array.decrementAndGet(i)).isEqualTo(Byte.MAX_VALUE);
      assertThat(array.getAndAdd(i, (byte) 2)).isEqualTo(Byte.MAX_VALUE);
      assertThat(array.addAndGet(i, (byte) -1)).isEqualTo(Byte.MIN_VALUE);
      assertThat(array.updateAndGet(i, now -> now - 1)).isEqualTo(Byte.MAX_VALUE);
      assertThat(array.accumulateAndGet(i, (byte) 7, Math::min)).isEqualTo((byte) 7);
      assertThat(array.getAndSet(i, (byte) -2)).isEqualTo((byte) 7);
      assertThat(array.getVolatile(i)).isEqualTo((byte) -2);
      array.setVolatile(i, (byte) 4);
      assertThat(array.getAcquire(i)).isEqualTo((byte) 4);
      array.setRelease(i, (byte) 5);
      assertThat(array.get(i)).isEqualTo((byte) 5);
      array.set(i, (byte) 6);
      expected[i] = 6;
      assertThat(array.toArray()).containsExactly(expected);
    }
    SharedByteArray array = Local.object(SharedByteArray.ofLength(5));
    array.fill(1, 4, (byte) -3);
    assertThat(array.stream().toArray()).containsExactly(0, -3, -3, -3, 0);
  }

  @Test
  void shouldKeepAndChangeChars() {
    SharedCharArray array = Local.object(SharedCharArray.of('a', '\uffff', '\0'));
    assertThat(array.get(1)).isEqualTo('\uffff');
    assertThat(array.compareAndSet(1, 'x', 'y')).isFalse();
    assertThat(array.compareAndSet(1, '\uffff', '\ufffe')).isTrue();
    assertThat(array.getAndSet(1, 'b')).isEqualTo('\ufffe');
    array.setVolatile(0, '\u8000');
    assertThat(array.getAcquire(0)).isEqualTo('\u8000');
    array.setRelease(0, '\u9000');
    assertThat(array.getVolatile(0)).isEqualTo('\u9000');
    array.set(2, 'c');
    assertThat(array.toArray()).containsExactly('\u9000', 'b', 'c');
    array.fill('\u8001');
    assertThat(array.stream().toArray()).containsExactly(0x8001, 0x8001, 0x8001);
  }

  @Test
  void shouldKeepAndChangeBooleans() {
    SharedBooleanArray array = Local.object(SharedBooleanArray.of(true, false, true));
    assertThat(array.compareAndSet(1, true, false)).isFalse();
    assertThat(array.compareAndSet(1, false, true)).isTrue();
    assertThat(array.getAndSet(1, false)).isTrue();
    array.setVolatile(0, false);
    assertThat(array.getAcquire(0)).isFalse();
    array.setRelease(0, true);
    assertThat(array.getVolatile(0)).isTrue();
    array.set(2, false);
    assertThat(array.get(2)).isFalse();
    assertThat(array.toArray()).containsExactly(true, false, false);
    boolean[] copy = new boolean[3];
    array.copyTo(0, copy, 1, 2);
    assertThat(copy).containsExactly(false, true, false);
    array.copyFrom(1, copy, 1, 2);
    assertThat(array.toArray()).containsExactly(true, true, false);
    array.fill(true);
    assertThat(array.stream()).containsExactly(true, true, true);
    array.fill(0, 2, false);
    assertThat(array.toArray()).containsExactly(false, false, true);
  }
}
