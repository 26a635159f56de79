package dev.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.example.trade.Trade;
import com.example.trade.Trade.Account;
import com.example.trade.Trade.Address;
import com.example.trade.Trade.Card;
import com.example.trade.Trade.Company;
import com.example.trade.Trade.Order;
import com.example.trade.Trade.Owner;
import com.example.trade.Trade.Payment;
import com.example.trade.Trade.Status;
import com.example.trade.Trade.StrangeStatus;
import com.example.trade.Trade.Stranger;
import com.example.trade.Trade.TradeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/**
 * What a receiver makes of messages that name classes which it does not trust, or knows otherwise.
 */
class CodecTrustTest {
  private static final Codec<Object> FAMILY = Codec.objects();
  private static final Codec<Object> STRANGERS = Codec.objects(Trust.of());

  private static void assertRefused(Codec<?> codec, byte[] message, String... parts) {
    assertThatThrownBy(() -> codec.fromBytes(message))
        .isExactlyInstanceOf(CodecException.class)
        .hasMessageStartingWith("cannot decode message: ")
        .hasMessageContainingAll(parts);
  }

  private static Order order() {
    Owner[] owners = {new Owner("eva", new Address("there"))};
    return new Order(
        1,
        List.of(new Trade.Item("tea", 1.5, Map.of("a", List.of(Status.OPEN)))),
        Status.PAID,
        new Card(new Account(Map.of("x", owners))));
  }

  @Test
  void shouldTrustWhatTheDeclaredTypeIsMadeOf() {
    assertThat(Trust.of().closure(Order.class))
        .contains(Order.class, Trade.Item.class, Status.class, Payment.class, Trade.Cash.class)
        .contains(Card.class, Account.class, Owner.class, Address.class)
        .doesNotContain(Stranger.class, Company.class, List.class);
    Codec<Order> codec = Codec.of(Order.class);
    Order read = codec.fromBytes(codec.toBytes(order()));
    assertThat(read.items()).isEqualTo(order().items());
    Card card = (Card) read.payment();
    assertThat(card.account().owners().get("x")).containsExactly(new Owner("eva", new Address("")));
  }

  @Test
  void shouldTrustASealedTypeWhenItIsDeclared() {
    Codec<Payment> payments = Codec.of(Payment.class);
    assertThat(payments.fromBytes(payments.toBytes(new Trade.Cash(5))))
        .isEqualTo(new Trade.Cash(5));
  }

  @Test
  void shouldTrustAClassOfTheJdkWhenItIsGiven() throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    Codec<Object> codec = Codec.objects(Trust.of(InetAddress.class, Inet4Address.class));
    assertThat(codec.fromBytes(codec.toBytes(address))).isEqualTo(address);
    assertThatThrownBy(() -> STRANGERS.toBytes(address))
        .hasMessageContaining("java.net.InetAddress is not trusted by this codec");
  }

  @Test
  void shouldRefuseAtTheReceiverWhenTheSenderDoesNot() {
    for (Object hostile :
        List.of(
            new Stranger(1),
            StrangeStatus.ODD,
            new Owner("x", new Address("")),
            new Stranger[] {new Stranger(1)},
            List.of(Map.of(1, new Company("x"))))) {
      assertRefused(STRANGERS, FAMILY.toBytes(hostile), "is not trusted by this codec");
    }
    assertRefused(
        Codec.of(Order.class), FAMILY.toBytes(new Stranger(1)), "is not trusted by this codec");
    Trade.Work<String> work = () -> "x";
    assertRefused(STRANGERS, FAMILY.toBytes(work), "a lambda is not trusted");
    assertRefused(Codec.of(Trade.Work.class), FAMILY.toBytes(work), "a lambda is not trusted");
  }

  @Test
  void shouldSendALambdaWhenThatIsDeclared() {
    @SuppressWarnings("rawtypes") // a class has no type arguments
    Codec<Trade.Work> codec = Codec.of(Trade.Work.class, Trust.family());
    int captured = 41;
    Trade.Work<Integer> work = () -> captured + 1;
    assertThat(codec.fromBytes(codec.toBytes(work)).get()).isEqualTo(42);
  }

  @Test
  void shouldRefuseAnotherTypeWhenOneIsDeclared() {
    assertRefused(
        Codec.of(String.class),
        FAMILY.toBytes(1),
        "it is no java.lang.String but a java.lang.Integer");
    assertRefused(Codec.of(String.class), FAMILY.toBytes(null), "but null");
    assertRefused(
        Codec.of(Order.class),
        Codec.of(Trade.Cash.class).toBytes(new Trade.Cash(1)),
        "it is no com.example.trade.Trade$Order but a com.example.trade.Trade$Cash");
    assertRefused(
        STRANGERS,
        Codec.of(Trade.Cash.class).toBytes(new Trade.Cash(1)),
        "it names a record or enum that this codec does not expect: expected=[]");
  }

  @Test
  void shouldSayThatTheClassIsDifferentWhenTheShapeIs() {
    Codec<Trade.Cash> codec = Codec.of(Trade.Cash.class);
    byte[] message = codec.toBytes(new Trade.Cash(3));
    message[3]++;
    assertRefused(
        codec,
        message,
        "class is different in the process that sent it: here=com.example.trade.Trade$Cash(long"
            + " cents); run the same version of it in both");
    byte[] named = FAMILY.toBytes(new Trade.Cash(3));
    named[3]++;
    assertRefused(FAMILY, named, "class is different in the process that sent it");
    byte[] status = FAMILY.toBytes(Status.OPEN);
    status[3]++;
    assertRefused(FAMILY, status, "here=com.example.trade.Trade$Status{OPEN, PAID}");
  }

  @Test
  void shouldSayThatTheConstructorRefusesWhenItDoes() {
    byte[] message = FAMILY.toBytes(new Trade.Positive(1));
    message[message.length - 1] = 0;
    assertRefused(
        FAMILY,
        message,
        "com.example.trade.Trade$Positive refuses what was read for it:"
            + " java.lang.IllegalArgumentException: not positive: number=0; send what its"
            + " constructor accepts");
  }

  @Test
  void shouldKeepTheClassWhenAnExceptionIsTrusted() {
    TradeException thrown = new TradeException("closed", 7, new IllegalStateException("why"));
    thrown.addSuppressed(new RuntimeException("also"));
    for (Codec<Object> codec : List.of(FAMILY, Codec.objects(Trust.of(TradeException.class)))) {
      Object read = codec.fromBytes(codec.toBytes(thrown));
      assertThat(read).isExactlyInstanceOf(TradeException.class);
      TradeException exception = (TradeException) read;
      assertThat(exception).hasMessage("closed").hasCauseInstanceOf(IllegalStateException.class);
      assertThat(exception.day).isEqualTo(7);
      assertThat(exception.getStackTrace()).isEqualTo(thrown.getStackTrace());
      assertThat(exception.getSuppressed()).hasSize(1);
    }
  }

  @Test
  void shouldReadAStandInWhenAnExceptionCannotBeRestored() {
    RuntimeException cause = new IllegalStateException("why");
    TradeException untrusted = new TradeException("closed", 7, cause);
    untrusted.addSuppressed(new RuntimeException("also"));
    for (byte[] message : List.of(STRANGERS.toBytes(untrusted), FAMILY.toBytes(untrusted))) {
      StandInException read = (StandInException) STRANGERS.fromBytes(message);
      assertThat(read.originalType()).isEqualTo(TradeException.class.getName());
      assertThat(read.originalMessage()).isEqualTo("closed");
      assertThat(read).hasMessage(TradeException.class.getName() + ": closed");
      assertThat(read.getStackTrace())
          .extracting(StackTraceElement::getMethodName, StackTraceElement::getLineNumber)
          .isEqualTo(frames(untrusted));
      assertThat(read.getSuppressed()).hasSize(1);
    }
    StandInException read =
        (StandInException) FAMILY.fromBytes(FAMILY.toBytes(new Trade.HandlerException("x")));
    assertThat(read.originalType()).isEqualTo(Trade.HandlerException.class.getName());
    StandInException whole = (StandInException) STRANGERS.fromBytes(STRANGERS.toBytes(untrusted));
    assertThat(whole.getCause()).isExactlyInstanceOf(IllegalStateException.class).hasMessage("why");
  }

  private static List<Tuple> frames(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .map(frame -> tuple(frame.getMethodName(), frame.getLineNumber()))
        .toList();
  }

  @Test
  void shouldEndWhenCausesGoRoundInCircles() {
    RuntimeException first = new Trade.HandlerException("first");
    RuntimeException second = new RuntimeException("second", first);
    first.initCause(second);
    Throwable read = (Throwable) FAMILY.fromBytes(FAMILY.toBytes(first));
    assertThat(read).hasMessageEndingWith("first");
    assertThat(read.getCause()).hasMessageEndingWith("second");
  }

  @Test
  void shouldRefuseSoonWhenSetsInSetsWouldTakeForEver() {
    Set<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Set<Object> nextLeft = new HashSet<>();
      Set<Object> nextRight = new HashSet<>(Set.of("x"));
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    byte[] bomb = bomb(root);
    assertRefused(STRANGERS, bomb, "nested too deeply: levels=17");
  }

  /** As somebody would write it by hand: the codec writes sets in a form of its own. */
  private static byte[] bomb(Object root) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(root);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Output message = new Output();
    message.writeByte(Tags.SERIALIZED);
    message.writeVarInt(bytes.size());
    message.writeBytes(bytes.toByteArray());
    return message.toByteArray();
  }
}
