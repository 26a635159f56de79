package dev.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.trade.Trade;
import dev.ipc.codec.Samples.Color;
import dev.ipc.codec.Samples.Mixed;
import dev.ipc.codec.Samples.Pair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was written is read, and equal. */
class CodecRoundTripTest {
  private static final Codec<Object> FAMILY = Codec.objects();
  private static final Codec<Object> STRANGERS = Codec.objects(Trust.of(Color.class));

  @Test
  void shouldReadAnEqualOneWhenAValueIsWritten() {
    for (Codec<Object> codec : List.of(FAMILY, STRANGERS)) {
      for (Object value : Samples.all()) {
        assertThat(codec.fromBytes(codec.toBytes(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void shouldReadTheSameElementsWhenAnArrayIsWritten() {
    for (Codec<Object> codec : List.of(FAMILY, STRANGERS)) {
      for (Object array : Samples.arrays()) {
        Object read = codec.fromBytes(codec.toBytes(array));
        assertThat(read.getClass()).isEqualTo(array.getClass());
        assertThat(Objects.deepEquals(read, array)).as(array.getClass().getTypeName()).isTrue();
      }
    }
  }

  @Test
  void shouldReadEqualOnesWhenValuesAreNestedAtRandom() {
    Output out = new Output();
    Input in = new Input();
    for (int seed = 0; seed < 3_000; seed++) {
      Object value = Samples.random(new Random(seed), 4);
      out.clear();
      FAMILY.encode(value, out);
      byte[] message = out.toByteArray();
      assertThat(FAMILY.decode(in.wrap(message, 0, message.length)))
          .as("seed %d", seed)
          .isEqualTo(value);
      assertThat(in.remaining()).isZero();
    }
  }

  @Test
  void shouldReadOneAfterTheOtherWhenTheyAreInOneOutput() {
    Output out = new Output(16);
    Codec<Pair<?, ?>> pairs = pairs();
    IntStream.range(0, 100).forEach(i -> pairs.encode(new Pair<>(i, "x"), out));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(out.size() + 8L);
      out.copyTo(segment, 8);
      Input in = new Input().copyOf(segment, 8, out.size());
      IntStream.range(0, 100)
          .forEach(i -> assertThat(pairs.decode(in)).isEqualTo(new Pair<>(i, "x")));
      assertThat(in.remaining()).isZero();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a class has no type arguments
  private static Codec<Pair<?, ?>> pairs() {
    return (Codec) Codec.of(Pair.class);
  }

  @Test
  void shouldBeCompactWhenValuesAreCommon() {
    assertThat(FAMILY.toBytes(5)).hasSize(1);
    assertThat(FAMILY.toBytes(12_345)).hasSize(4);
    assertThat(FAMILY.toBytes("x".repeat(60))).hasSize(62);
    assertThat(FAMILY.toBytes(List.of(1, 2, 3))).hasSize(5);
    assertThat(Codec.of(Trade.Cash.class).toBytes(new Trade.Cash(3))).hasSize(8);
    assertThat(Codec.of(Trade.Status.class).toBytes(Trade.Status.PAID)).hasSize(8);
  }

  @Test
  void shouldNameAClassOnceWhenAMessageHasManyOfIt() {
    List<Trade.Cash> one = List.of(new Trade.Cash(1));
    List<Trade.Cash> ten = IntStream.range(0, 10).mapToObj(Trade.Cash::new).toList();
    assertThat(FAMILY.toBytes(ten).length - FAMILY.toBytes(one).length).isEqualTo(9 * 3);
  }

  @Test
  void shouldReadEqualOnesWhenAMessageHasMoreClassesThanAreRemembered() {
    record R0(int a) {}
    record R1(int a) {}
    record R2(int a) {}
    record R3(int a) {}
    record R4(int a) {}
    record R5(int a) {}
    record R6(int a) {}
    record R7(int a) {}
    record R8(int a) {}
    record R9(int a) {}
    List<Object> some = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      some.addAll(List.of(new R0(i), new R1(i), new R2(i), new R3(i), new R4(i), new R5(i)));
      some.addAll(List.of(new R6(i), new R7(i), new R8(i), new R9(i), Color.RED, new Pair<>(1, 2)));
      some.addAll(List.of(new Trade.Cash(1), new Trade.Stranger(i), Trade.Status.OPEN));
      some.addAll(List.of(new Trade.Address("x"), Trade.StrangeStatus.ODD, new Trade.Positive(1)));
    }
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(some))).isEqualTo(some);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // it travels as what it is
  void shouldBeTheDocumentedClassWhenACollectionIsRead() {
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(List.of(1)))).isExactlyInstanceOf(ArrayList.class);
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(Set.of(1))))
        .isExactlyInstanceOf(LinkedHashSet.class);
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(new HashMap<>(Map.of(1, 2)))))
        .isExactlyInstanceOf(LinkedHashMap.class);
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(new LinkedList<>(List.of(1)))))
        .isExactlyInstanceOf(LinkedList.class);
    Object deque = FAMILY.fromBytes(FAMILY.toBytes(new ArrayDeque<>(List.of(1, 2))));
    assertThat(deque).isExactlyInstanceOf(ArrayDeque.class);
    assertThat(((ArrayDeque<?>) deque).toArray()).containsExactly(1, 2);
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(new HashMap<>(Map.of(1, 2)).values())))
        .isEqualTo(List.of(2));
  }

  @Test
  void shouldKeepTheOrderWhenASetOrAMapIsRead() {
    Set<Integer> set = new LinkedHashSet<>(List.of(9, 1, 5));
    assertThat(((Set<?>) FAMILY.fromBytes(FAMILY.toBytes(set))).toArray()).containsExactly(9, 1, 5);
    Comparator comparator = new Comparator();
    TreeSet<String> sorted = new TreeSet<>(comparator);
    sorted.addAll(List.of("a", "b"));
    assertThat(((Set<?>) FAMILY.fromBytes(FAMILY.toBytes(sorted))).toArray())
        .containsExactly("b", "a");
  }

  private record Comparator() implements java.util.Comparator<String> {
    @Override
    public int compare(String left, String right) {
      return right.compareTo(left);
    }
  }

  @Test
  void shouldReadTwoWhenAnObjectIsReferredToTwice() {
    List<Integer> inner = new ArrayList<>(List.of(1));
    List<?> read = (List<?>) FAMILY.fromBytes(FAMILY.toBytes(List.of(inner, inner)));
    assertThat(read.get(0)).isEqualTo(inner).isNotSameAs(read.get(1));
  }

  @Test
  void shouldReadTheRecordWhenItsComponentsLookAlike() {
    Mixed mixed = new Mixed(false, (byte) 1, (short) 1, '\1', 1, 1, 1, 1, "1", 1);
    assertThat(Codec.of(Mixed.class).fromBytes(Codec.of(Mixed.class).toBytes(mixed)))
        .isEqualTo(mixed);
  }

  @Test
  void shouldServeAMessageWithinAMessageWhenACodecUsesAnother() {
    Codec<Object> outer = Codec.objects();
    Output out = new Output();
    Codec<List<String>> enclosing = new Enclosing();
    enclosing.encode(List.of("a", "b"), out);
    outer.encode(3, out);
    Input in = new Input(out.toByteArray());
    assertThat(enclosing.decode(in)).containsExactly("a", "b");
    assertThat(outer.decode(in)).isEqualTo(3);
  }

  private static final class Enclosing implements Codec<List<String>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(List<String> value, Output out) {
      out.writeVarInt(value.size());
      value.forEach(text -> Codec.of(String.class).encode(text, out));
    }

    @Override
    public List<String> decode(Input in) {
      int count = in.readVarInt();
      return IntStream.range(0, count).mapToObj(i -> Codec.of(String.class).decode(in)).toList();
    }
  }

  @Test
  void shouldBeTheSameCodecWhenItTravels() throws Exception {
    Codec<Trade.Order> codec = Codec.of(Trade.Order.class, Trust.of(Trade.Stranger.class));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(codec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Object arrived = in.readObject();
      assertThat(arrived).isEqualTo(codec).isNotEqualTo(Codec.of(Trade.Order.class));
      Trade.Order order = new Trade.Order(1, List.of(), Trade.Status.OPEN, new Trade.Cash(3));
      assertThat(((ObjectCodec<?>) arrived).fromBytes(codec.toBytes(order))).isEqualTo(order);
    }
  }

  @Test
  void shouldReadAnEqualOneWhenARecordHasMoreComponentsThanAHandleTakes() {
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(Huge.numbered()))).isEqualTo(Huge.numbered());
  }
}
