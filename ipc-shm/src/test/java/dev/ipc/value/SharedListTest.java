package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.BoundObject;
import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.FileInfo;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Serial;
import dev.ipc.testkit.LeakLedger;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of mixed elements: each whole or refused whole. */
@ExtendWith(LeakLedger.class)
class SharedListTest {
  private static final @Nullable Object[] MIXED = {
    null,
    true,
    false,
    (byte) -1,
    Short.MIN_VALUE,
    Integer.MAX_VALUE,
    0x0102030405060708L,
    Float.MIN_VALUE,
    -0.0,
    Double.NaN,
    '\u20ac',
    '\ud83d',
    "",
    "\u00e9\ud83d\ude00!",
    new byte[0],
    new byte[] {1, -2, 3}
  };

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

  private Path file() {
    return domain.folder().resolve("list");
  }

  @Test
  void shouldKeepEachTypeWhenItIsCreatedWithOrSet() {
    SharedList list = shm.create("list", SharedList.of(MIXED));
    SharedList other = shm.open("list", SharedList.KIND);
    assertThat(other.size()).isEqualTo(MIXED.length);
    assertThat(other).containsExactly(MIXED);

    for (Object value : MIXED) {
      for (int i = 0; i < MIXED.length; i++) {
        list.set(i, value);
        assertThat(other.get(i)).isEqualTo(value);
      }
    }
    assertThat(other.count(MIXED[MIXED.length - 1])).isEqualTo(MIXED.length);
  }

  @Test
  void shouldKeepItsElementsWhenAnArrayThatWasGivenChanges() {
    byte[] bytes = {1, 2};
    Spec<SharedList> spec = SharedList.of(bytes, "a");
    bytes[0] = 7;
    SharedList list = shm.create(spec);
    assertThat(list.get(0)).isEqualTo(new byte[] {1, 2});
    ((byte[]) list.get(0))[1] = 7;
    assertThat(list.get(0)).isEqualTo(new byte[] {1, 2});
  }

  @ParameterizedTest
  @CsvSource({"0,8", "1,8", "8,8", "9,16", "16,16", "1000,1000", "1001,1008"})
  void shouldHaveRoomForTheLongestElementRoundedUp(int longest, int room) {
    SharedList list = shm.create(SharedList.of(1, "x".repeat(longest), null));

    assertThat(list.maxBytesPerElement()).isEqualTo(room);
    list.set(0, "y".repeat(room));
    assertThat(list.get(0)).isEqualTo("y".repeat(room));
    assertThat(list.get(1)).isEqualTo("x".repeat(longest));
  }

  @Test
  void shouldRefuseAValueWholeWhenItIsTooLong() {
    SharedList list = shm.create(SharedList.ofCapacity(9, "before", 1));

    assertThatThrownBy(() -> list.set(0, "\u00e9\u00e9\u00e9\u00e9\u00e9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("element=0, bytes=10, at most=9");
    assertThatThrownBy(() -> list.set(0, new byte[10]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(list).containsExactly("before", 1);
    list.set(0, "123456789");
    list.set(1, Long.MIN_VALUE);
    assertThat(list).containsExactly("123456789", Long.MIN_VALUE);
  }

  static final List<Object> UNSUPPORTED =
      List.of(new BigDecimal(1), new int[1], List.of(), 'a' + "half \ud83d");

  @ParameterizedTest
  @FieldSource("UNSUPPORTED")
  void shouldRefuseAValueWhenItsTypeIsNotSupported(Object value) {
    SharedList list = shm.create(SharedList.of("before, and longer"));
    String expected =
        value instanceof String
            ? "surrogate"
            : "type=" + value.getClass().getName() + "; supported are null, Boolean, Byte,";

    assertThatThrownBy(() -> list.set(0, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
    assertThatThrownBy(() -> SharedList.of(1, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
    assertThat(list).containsExactly("before, and longer");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void shouldRefuseAnIndexWhenNothingIsThere(int index) {
    SharedList list = shm.create(SharedList.of(1, 2));

    for (Runnable call : List.<Runnable>of(() -> list.get(index), () -> list.set(index, 3))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("index=" + index + ", size=2");
    }
    assertThat(list).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 0, -1, Integer.MAX_VALUE})
  void shouldRefuseARoomWhenNotEachNumberFits(int maxBytes) {
    assertThatThrownBy(() -> SharedList.ofCapacity(maxBytes, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBytesPerElement=" + maxBytes);
  }

  @Test
  void shouldRefuseARoomWhenAnElementDoesNotFit() {
    assertThatThrownBy(() -> SharedList.ofCapacity(8, 1, "123456789"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBytesPerElement=8, longest element=9");
  }

  @Test
  void shouldFindElementsAsEqualsDoes() {
    SharedList list = shm.create(SharedList.of(1, 1L, "a", null, new byte[] {1}, 1, Double.NaN));

    assertThat(list.count(1)).isEqualTo(2);
    assertThat(list.count(1L)).isEqualTo(1);
    assertThat(list.count(2)).isZero();
    assertThat(list.indexOf(1)).isZero();
    assertThat(list.indexOf(1L)).isEqualTo(1);
    assertThat(list.indexOf(null)).isEqualTo(3);
    assertThat(list.indexOf(new byte[] {1})).isEqualTo(4);
    assertThat(list.indexOf(Double.NaN)).isEqualTo(6);
    assertThat(list.indexOf(new byte[] {2})).isEqualTo(-1);
    assertThat(list.indexOf(new BigDecimal(1))).isEqualTo(-1);
  }

  @Test
  void shouldBeEmptyWhenItIsCreatedWithoutElements() {
    SharedList list = shm.create("list", SharedList.of());

    assertThat(shm.open("list", SharedList.KIND)).isEmpty();
    assertThat(list.indexOf(null)).isEqualTo(-1);
    Iterator<@Nullable Object> iterator = list.iterator();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> list.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldDoWhatAListDoesWhenCalledAtRandom() {
    Random random = new Random(7);
    List<Supplier<@Nullable Object>> values =
        List.of(
            () -> null,
            random::nextLong,
            random::nextDouble,
            () -> (char) random.nextInt(0x10000),
            () -> "z".repeat(random.nextInt(100)),
            random::nextBoolean);
    int size = 10;
    List<@Nullable Object> model = new ArrayList<>();
    IntStream.range(0, size).forEach(i -> model.add(i));
    SharedList list = shm.create(SharedList.ofCapacity(100, model.toArray()));
    for (int i = 0; i < 10_000; i++) {
      Object value = values.get(random.nextInt(values.size())).get();
      int index = random.nextInt(size);
      model.set(index, value);
      list.set(index, value);
      Object wanted = model.get(random.nextInt(size));
      assertThat(list.get(index)).isEqualTo(value);
      assertThat(list.indexOf(wanted)).isEqualTo(model.indexOf(wanted));
    }
    assertThat(list).containsExactlyElementsOf(model);
  }

  @Test
  void shouldNeverBeTornWhenTwoProcessesWriteAndRead() {
    int times = 30_000;
    SharedList list = shm.create(SharedList.of("x".repeat(200)));
    try (Partner partner = Partner.start()) {
      var writer = partner.start(() -> write(list, times));
      var reader = partner.begin(() -> torn(list, times));
      write(list, times);
      assertThat(torn(list, times)).isEmpty();
      writer.result();
      assertThat(reader.result()).isEmpty();
    }
  }

  private static void write(SharedList list, int times) {
    for (int i = 0; i < times; i++) {
      String letter = String.valueOf((char) ('a' + i % 26));
      list.set(0, i % 2 == 0 ? letter.repeat(i % 200) : (Object) (i * 0x1_0000_0001L));
    }
  }

  /** An element that nobody wrote, or nothing. */
  private static String torn(SharedList list, int times) {
    for (int i = 0; i < times; i++) {
      Object seen = list.get(0);
      boolean whole =
          switch (seen) {
            case String text -> text.chars().distinct().count() <= 1;
            case Long number -> number >>> 32 == (number & 0xffff_ffffL);
            case null, default -> false;
          };
      if (!whole) {
        return String.valueOf(seen);
      }
    }
    return "";
  }

  @Test
  void shouldCountRightWhenTwoProcessesAddUnderItsLock() {
    int times = 20_000;
    SharedList list = shm.create(SharedList.of("label", 0));
    try (Partner partner = Partner.start()) {
      var theirs = partner.start(() -> add(list, times));
      add(list, times);
      theirs.result();
    }
    assertThat(list).containsExactly("label", 2 * times);
  }

  private static void add(SharedList list, int times) {
    for (int i = 0; i < times; i++) {
      list.lock().locked(() -> list.set(1, 1 + (int) list.get(1)));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,-1", "0,3", "0,2147483647", "4,0", "4,7", "4,16", "4,-8", "4,2147483647"})
  void shouldBeRefusedWhenItsBoundsDoNotFitItsFile(int offset, int value) {
    shm.create("list", SharedList.of(1, 2)).close();
    FileBytes.putInt(file(), 256 + offset, value);

    assertThatThrownBy(() -> shm.open("list", SharedList.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("=" + (offset == 0 ? value : 2))
        .hasMessageContaining(offset == 4 ? value + " bytes" : "elements");
    DomainInfo domainInfo = Inspector.domain(domain.folder()).orElseThrow();
    assertThat(domainInfo.problem()).isEmpty();
    assertThat(domainInfo.others()).extracting(FileInfo::file).contains("list");
  }

  /** Length, then type and value of element 1, which is 4 bytes long. */
  @ParameterizedTest
  @CsvSource({
    "-1,4,length=-1",
    "10,4,length=10",
    "0,4,type=none and bytes=0",
    "1,4,type=4 and bytes=1",
    "9,4,type=4 and bytes=9",
    "5,11,type=11 and bytes=5",
    "5,-1,type=-1 and bytes=5",
    "5,0,type=0 and bytes=5",
    "5,6,",
    "5,9,",
  })
  void shouldRefuseAnElementWhenItsFileHasNone(int length, int type, @Nullable String message) {
    SharedList list = shm.create("list", SharedList.of(1, 2));
    int copy = 256 + 192 + 40 + 8;
    assertThat(FileBytes.getInt(file(), copy)).isEqualTo(5);
    FileBytes.putInt(file(), copy, length);
    FileBytes.putInt(file(), copy + 4, type & 0xff);

    assertThat(list.get(0)).isEqualTo(1);
    if (message == null) {
      assertThat(list.get(1)).isIn(0f, "\0\0\0\0");
    } else {
      assertThatThrownBy(() -> list.get(1))
          .isInstanceOf(RegionFormatException.class)
          .hasMessageContaining(message);
    }
    assertThat(BoundObject.stateOf(list)).isEqualTo("2 elements of at most 8 bytes");
    list.set(1, 3);
    assertThat(list).containsExactly(1, 3);
  }

  @Test
  void shouldTravelWithItsLockAndEndWithItsHandle() throws Exception {
    SharedList list = shm.create(SharedList.of(1));

    assertThat(Serial.copy(list)).isSameAs(list);
    assertThat(Serial.copy(list.lock())).isSameAs(list.lock());
    Iterator<@Nullable Object> iterator = list.iterator();
    list.close();
    assertThat(list.lock().isClosed()).isTrue();
    for (Runnable call :
        List.<Runnable>of(
            () -> list.get(0),
            () -> list.set(0, 2),
            list::size,
            list::maxBytesPerElement,
            () -> list.count(1),
            () -> list.indexOf(1),
            iterator::next)) {
      assertThatThrownBy(call::run).isInstanceOf(RegionClosedException.class);
    }
  }
}
