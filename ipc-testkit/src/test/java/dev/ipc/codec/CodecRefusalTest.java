package dev.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.example.trade.Trade;
import com.example.trade.Trade.Handler;
import com.example.trade.Trade.Item;
import com.example.trade.Trade.Order;
import com.example.trade.Trade.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What cannot be encoded is refused where it is sent, with the path to it and what to do. */
class CodecRefusalTest {
  private static final Codec<Object> FAMILY = Codec.objects();
  private static final String HANDLER =
      ": com.example.trade.Trade$Handler is not Serializable; make it a record or implement"
          + " Serializable";

  private static void assertRefused(Codec<Object> codec, Object value, String message) {
    Output out = new Output();
    codec.encode("before", out);
    byte[] before = out.toByteArray();
    CodecException thrown =
        catchThrowableOfType(CodecException.class, () -> codec.encode(value, out));
    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage().replaceFirst("(CodecRefusalTest\\.java):\\d+", "$1:#"))
        .isEqualTo("cannot encode " + message);
    assertThat(out.toByteArray()).isEqualTo(before);
    codec.encode("after", out);
    Input in = new Input(out.toByteArray());
    assertThat(codec.decode(in)).isEqualTo("before");
    assertThat(codec.decode(in)).isEqualTo("after");
  }

  private static Order order(Object handler) {
    List<Item> items = new ArrayList<>();
    items.add(new Item("tea", 1.5, "none"));
    items.add(new Item("milk", 0.5, handler));
    return new Order(1, items, Status.OPEN, new Trade.Cash(3));
  }

  @Test
  void shouldNameThePathWhenAComponentCannotTravel() {
    assertRefused(FAMILY, new Handler(), "Trade$Handler" + HANDLER);
    assertRefused(FAMILY, order(new Handler()), "Trade$Order.items[1].handler" + HANDLER);
    Map<String, Object> map = new HashMap<>(Map.of("k", Optional.of(new Handler())));
    assertRefused(FAMILY, order(map), "Trade$Order.items[1].handler[k].get()" + HANDLER);
    assertRefused(FAMILY, Map.of(new Handler(), 1), "ImmutableCollections$Map1[key 0]" + HANDLER);
    assertRefused(
        FAMILY, Map.of(List.of(), new Handler()), "ImmutableCollections$Map1[value 0]" + HANDLER);
    assertRefused(FAMILY, Map.entry(1, new Handler()), "KeyValueHolder.getValue()" + HANDLER);
    assertRefused(FAMILY, new Object[] {1, new Handler()}, "Object[][1]" + HANDLER);
    assertRefused(FAMILY, new ArrayDeque<>(List.of(new Handler())), "ArrayDeque[0]" + HANDLER);
    assertRefused(
        FAMILY,
        new TreeMap<String, Integer>((_, _) -> 0),
        "TreeMap.comparator(): the lambda is not Serializable; declare the type of the lambda to"
            + " extend Serializable, as Task and Action do");
  }

  @Test
  void shouldSayWhatToDoWhenSomethingIsNoValue() {
    assertRefused(
        FAMILY,
        Map.of("s", Stream.of(1)),
        "ImmutableCollections$Map1[s]: java.util.stream.ReferencePipeline$Head is not Serializable;"
            + " collect it into a list");
  }

  @Test
  void shouldNameTheFieldWhenASerializableObjectHoldsWhatCannotTravel() {
    assertRefused(
        FAMILY,
        List.of(new Trade.HandlerException("x").handler),
        "ImmutableCollections$List12[0]" + HANDLER);
    assertRefused(
        FAMILY,
        List.of(new Basket(new Handler())),
        "ImmutableCollections$List12[0]: CodecRefusalTest$Basket has field 'content'"
            + " (Trade$Handler, not Serializable); make Trade$Handler Serializable, or create it"
            + " in the function");
  }

  private static final class Basket implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"serial", "unused"}) // that is the point
    private final Object content;

    Basket(Object content) {
      this.content = content;
    }
  }

  @Test
  void shouldNameTheCapturedVariableWhenALambdaCannotTravel() {
    Handler handler = new Handler();
    Trade.Work<String> work = () -> String.valueOf(handler != null);
    assertRefused(
        FAMILY,
        List.of(1, work),
        "ImmutableCollections$List12[1]: lambda at CodecRefusalTest.java:# captures 'handler'"
            + " (Trade$Handler, not Serializable); make Trade$Handler Serializable, or create it"
            + " in the function");
  }

  @Test
  void shouldRefuseALambdaWhenItIsNotSerializable() {
    Supplier<String> plain = () -> "x";
    assertRefused(
        FAMILY,
        plain,
        "lambda: the lambda is not Serializable; declare the type of the lambda to extend"
            + " Serializable, as Task and Action do");
  }

  @Test
  void shouldNameTheCycleWhenACollectionContainsItself() {
    List<@Nullable Object> list = new ArrayList<>();
    list.add(1);
    list.add(new Samples.Pair<>("x", list));
    assertRefused(
        FAMILY,
        list,
        "ArrayList[1].second: it contains itself; send something without the cycle, such as keys");
    List<@Nullable Object> outer = new ArrayList<>(List.of(0));
    outer.add(list);
    assertRefused(
        FAMILY,
        outer,
        "ArrayList[1][1].second: it contains itself; send something without the cycle, such as"
            + " keys");
  }

  @Test
  void shouldRefuseWhenValuesAreNestedTooDeeply() {
    Object deep = 1;
    for (int i = 0; i < Encoder.MAX_DEPTH; i++) {
      deep = new Samples.Pair<>(1, deep);
    }
    assertThat(FAMILY.fromBytes(FAMILY.toBytes(deep))).isEqualTo(deep);
    assertRefused(
        FAMILY,
        new Samples.Pair<>(1, deep),
        "Samples$Pair"
            + ".second".repeat(12)
            + "...: nested more than 200 levels deep; make it flatter, or make it a Serializable"
            + " class");
  }

  @Test
  void shouldRefuseWhenAnAccessorFails() {
    record Failing(int number) {
      @Override
      @SuppressWarnings("UnusedMethod") // the codec calls it
      public int number() {
        throw new IllegalStateException("not today");
      }
    }
    assertRefused(
        FAMILY,
        new Failing(1),
        "CodecRefusalTest$1Failing.number: its accessor failed: java.lang.IllegalStateException:"
            + " not today");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // as a careless caller does
  void shouldRefuseWhenTheObjectIsOfAnotherType() {
    assertRefused(
        (Codec) Codec.of(Object.class.cast("").getClass()),
        1,
        "Integer: not a java.lang.String, which this codec is for; use a codec of that class, or"
            + " Codec.objects()");
  }

  @Test
  void shouldRefuseWhatIsNotTrustedWhenItIsSentAmongStrangers() {
    Codec<Object> strangers = Codec.objects(Trust.of(Order.class));
    assertThat(strangers.fromBytes(strangers.toBytes(order(1)))).isEqualTo(order(1));
    String notTrusted =
        " is not trusted by this codec; give it to Trust.of on both sides, or send a record of"
            + " what is in it";
    assertRefused(
        strangers,
        order(new Trade.Stranger(1)),
        "Trade$Order.items[1].handler: com.example.trade.Trade$Stranger" + notTrusted);
    assertRefused(
        strangers,
        Trade.StrangeStatus.ODD,
        "Trade$StrangeStatus: com.example.trade.Trade$StrangeStatus" + notTrusted);
    assertRefused(
        strangers,
        new Trade.Company("x"),
        "Trade$Company: com.example.trade.Trade$Company" + notTrusted);
    assertRefused(
        strangers,
        new Trade.Stranger[0],
        "Trade$Stranger[]: com.example.trade.Trade$Stranger" + notTrusted);
    Trade.Work<String> work = () -> "x";
    assertRefused(
        strangers,
        work,
        "lambda: a lambda is not trusted between applications that were started independently; send"
            + " a record, or use Trust.family() between a process and its children");
  }
}
