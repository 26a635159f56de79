package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.bind.BoundObject;
import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Serial;
import dev.ipc.shm.support.Side;
import dev.ipc.sync.SharedLock.Hold;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Arrays in files: what two processes see of them, handles, and what a death leaves. */
@ExtendWith(LeakLedger.class)
class SharedArrayTwoJvmsTest {
  private static final long HUGE = 3L << 30;

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

  @Test
  void shouldSeeWhatAnotherProcessStored() {
    SharedIntArray ints = shm.create(SharedIntArray.ofLength(3));
    SharedLongArray longs = shm.create(SharedLongArray.ofLength(3));
    SharedDoubleArray doubles = shm.create(SharedDoubleArray.of(1, 2, 3));
    SharedFloatArray floats = shm.create(SharedFloatArray.ofLength(3));
    SharedShortArray shorts = shm.create(SharedShortArray.ofLength(3));
    SharedByteArray bytes = shm.create(SharedByteArray.ofLength(3));
    SharedCharArray chars = shm.create(SharedCharArray.ofLength(3));
    SharedBooleanArray booleans = shm.create(SharedBooleanArray.ofLength(3));
    SharedTextArray texts = shm.create(SharedTextArray.of(9, "a", "b", "c"));
    SharedDoubleArray part = doubles.slice(1, 3);
    try (Side there = Partner.start()) {
      String seen =
          there.call(() -> {
            ints.set(2, -5);
            longs.fill(1L << 40);
            doubles.addAndGet(0, 0.5);
            part.set(1, part.get(0) * 10);
            floats.set(1, Float.NaN);
            shorts.set(1, Short.MIN_VALUE);
            bytes.decrementAndGet(2);
            chars.set(0, '\uffff');
            booleans.set(1, true);
            texts.slice(1, 2).set(0, "there");
            return part.length() + " " + part.isClosed() + " " + part.name().isPresent();
          });
      assertThat(seen).isEqualTo("2 false false");
    }
    assertThat(ints.toArray()).containsExactly(0, 0, -5);
    assertThat(longs.stream()).containsOnly(1L << 40);
    assertThat(doubles.toArray()).containsExactly(1.5, 2, 20);
    assertThat(floats.toArray()).containsExactly(0, Float.NaN, 0);
    assertThat(shorts.toArray()).containsExactly(0, Short.MIN_VALUE, 0);
    assertThat(bytes.toArray()).containsExactly(0, 0, -1);
    assertThat(chars.toArray()).containsExactly('\uffff', '\0', '\0');
    assertThat(booleans.toArray()).containsExactly(false, true, false);
    assertThat(texts.toArray()).containsExactly("a", "there", "c");
  }

  /** Bytes of one int, so that each addition meets those of its neighbours. */
  @Test
  void shouldAddUpWhenTwoProcessesAdd() {
    int times = 100_000;
    SharedLongArray longs = shm.create(SharedLongArray.ofLength(2));
    SharedDoubleArray doubles = shm.create(SharedDoubleArray.ofLength(1));
    SharedByteArray bytes = shm.create(SharedByteArray.ofLength(4));
    SharedShortArray shorts = shm.create(SharedShortArray.ofLength(2));
    Side.Deed adding =
        () -> {
          for (int i = 0; i < times; i++) {
            longs.incrementAndGet(1);
            doubles.addAndGet(0, 0.5);
            bytes.incrementAndGet(i % 4);
            shorts.addAndGet(i % 2, (short) 1);
          }
        };
    try (Side there = Partner.start();
        Side here = new Side.Here(Side.Threads.PLATFORM)) {
      var theirs = there.start(adding);
      here.perform(adding);
      theirs.result();
    }
    assertThat(longs.toArray()).containsExactly(0, 2L * times);
    assertThat(doubles.get(0)).isEqualTo(times);
    assertThat(bytes.stream()).containsOnly((int) (byte) (times / 2));
    assertThat(shorts.stream()).containsOnly((int) (short) times);
  }

  @Test
  void shouldArriveAsTheSameSliceWhenSent() throws Exception {
    SharedDoubleArray array = shm.create("array", SharedDoubleArray.of(0, 1, 2, 3, 4));
    SharedDoubleArray slice = array.slice(1, 5).slice(1, 3);
    assertThat(Serial.copy(array)).isSameAs(array);
    SharedDoubleArray copy = Serial.copy(slice);
    assertThat(copy.toArray()).containsExactly(2, 3);
    copy.set(0, 20);
    assertThat(array.get(2)).isEqualTo(20);
    assertThat(Serial.copy(slice.lock())).isSameAs(array.lock());
  }

  @Test
  void shouldCloseTheArrayWhenASliceIsClosed() {
    SharedIntArray array = shm.create("array", SharedIntArray.of(1, 2, 3));
    SharedIntArray other = shm.open("array", SharedIntArray.KIND);
    SharedIntArray slice = array.slice(1, 2);
    MemorySegment segment = array.asSegment();
    slice.close();

    assertThat(array.isClosed()).isTrue();
    assertThat(slice.isClosed()).isTrue();
    assertThat(array.lock().isClosed()).isTrue();
    assertThatThrownBy(() -> array.get(0)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> slice.set(0, 1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> array.getAndAdd(0, 1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> array.fill(1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(array::toArray).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(array::stream).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(array::asSegment).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> array.slice(0, 1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> array.copyTo(0, other, 0, 1))
        .isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> other.copyTo(0, array, 0, 1))
        .isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_INT, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(array.toString()).contains("closed");
    assertThat(other.toArray()).containsExactly(1, 2, 3);
  }

  @Test
  void shouldRefuseEachAccessWhenSmallTypesAreClosed() {
    SharedByteArray bytes = shm.create(SharedByteArray.ofLength(1));
    SharedFloatArray floats = shm.create(SharedFloatArray.ofLength(1));
    SharedTextArray texts = shm.create(SharedTextArray.ofLength(1, 8));
    bytes.close();
    floats.close();
    texts.close();
    assertThatThrownBy(() -> bytes.get(0)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> bytes.set(0, (byte) 1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> bytes.setRelease(0, (byte) 1))
        .isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> bytes.getAcquire(0)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> bytes.incrementAndGet(0)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> floats.get(0)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> floats.set(0, 1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> texts.get(0)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> texts.set(0, "")).isInstanceOf(RegionClosedException.class);
  }

  /** Two handles are two mappings: what overlaps in the file does not overlap in memory. */
  @Test
  void shouldCopyAsIfReadBeforeWhenTwoHandlesAreOfOneArray() {
    long[] values = LongStream.range(0, 10_000).toArray();
    SharedLongArray array = shm.create("array", SharedLongArray.of(values));
    SharedLongArray other = shm.open("array", SharedLongArray.KIND);
    array.copyTo(0, other, 1, 9_999);
    assertThat(array.slice(1, 10_000).toArray())
        .containsExactly(LongStream.range(0, 9_999).toArray());
  }

  @Test
  void shouldBeRefusedWhenItIsAnotherTypeOrCorrupt() {
    shm.create("array", SharedIntArray.ofLength(8)).close();
    assertThatThrownBy(() -> shm.open("array", SharedFloatArray.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("element type=1, expected=4 (float)");
    assertThatThrownBy(() -> shm.open("array", SharedInt.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("kind=10, expected=3");
    FileBytes.putLong(domain.folder().resolve("array"), 256, 1L << 40);
    assertThatThrownBy(() -> shm.open("array", SharedIntArray.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("length=" + (1L << 40));
  }

  @Test
  void shouldGiveTheLockOnWhenItsOwnerIsKilled() throws Exception {
    SharedLongArray array = shm.create(SharedLongArray.ofLength(2));
    SharedLongArray slice = array.slice(1, 2);
    try (Partner partner = Partner.start()) {
      partner.perform(() -> {
        slice.lock().lock();
        slice.set(0, 5);
      });
      assertThat(array.lock().tryLock(Duration.ZERO)).isFalse();
      partner.kill();
      try (Hold hold = array.lock().hold(Duration.ofSeconds(30))) {
        assertThat(hold.recovered()).isPresent();
        hold.markConsistent();
      }
    }
    assertThat(array.toArray()).containsExactly(0, 5);
  }

  @Test
  void shouldShowLengthAndFirstElements() {
    SharedCharArray array = shm.create("array", SharedCharArray.of('a', 'b', 'c', 'd', 'e'));
    assertThat(BoundObject.stateOf(array)).isEqualTo("length 5: [a, b, c, d, ...]");
    assertThat(array.toString()).startsWith("SharedCharArray[length 5: [a, b, c, d, ...], ");
    shm.create("texts", SharedTextArray.of(4, "a", "b"));
    assertThat(Inspector.domain(shm.folder()).orElseThrow().objects())
        .extracting(object -> object.element() + " " + object.state().orElseThrow())
        .containsExactlyInAnyOrder("char length 5: [a, b, c, d, ...]", "text length 2: ['a', 'b']");
  }

  @Test
  void shouldNotBeTriedWhenThereIsNoRoom() throws IOException {
    long free = Files.getFileStore(domain.folder()).getUsableSpace();
    long length = 1L << 50;
    assertThat(free).isBetween(1L, length);
    assertThatThrownBy(() -> shm.create("array", SharedByteArray.ofLength(length)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no room: needed=" + (length + 128 + 256));
    assertThat(shm.names()).isEmpty();
  }

  @Test
  @Tag("stress")
  void shouldReachElementsPastTwoGigabytes() throws IOException {
    long free = Files.getFileStore(domain.folder()).getUsableSpace();
    assumeTrue(
        free > HUGE + (HUGE >> 2), "an array of 3 GiB needs more room: free=" + free + " bytes");
    SharedByteArray array = shm.create(SharedByteArray.ofLength(HUGE));
    SharedByteArray last = array.slice(HUGE - 3, HUGE);
    try (Side there = Partner.start()) {
      there.perform(() -> {
        array.set(HUGE - 1, (byte) 1);
        last.incrementAndGet(1);
        array.fill(0, 3, (byte) 9);
      });
    }
    assertThat(last.toArray()).containsExactly(0, 1, 1);
    assertThat(array.get(2)).isEqualTo((byte) 9);
    assertThatThrownBy(array::toArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("length=" + HUGE);
    assertThat(array.slice(HUGE - (1L << 20), HUGE).stream().parallel().sum()).isEqualTo(2);
  }
}
