package dev.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.example.trade.Trade;
import dev.ipc.codec.Samples.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Damaged messages give a clear exception, or a value, and nothing else. */
class CodecHostileTest {
  private static final Codec<Object> FAMILY = Codec.objects();
  private static final Codec<Object> STRANGERS =
      Codec.objects(Trust.of(Color.class, Trade.Order.class));

  private static List<byte[]> messages() {
    List<@Nullable Object> values = new ArrayList<>(Samples.all());
    values.removeIf(value -> value instanceof String text && text.length() > 200);
    values.addAll(Samples.arrays());
    values.add(new IllegalStateException("x", new RuntimeException()));
    values.add(new Trade.Owner("x", new Trade.Address("y")));
    values.add(new ArrayList<>(values.subList(0, 30)));
    return values.stream().map(FAMILY::toBytes).toList();
  }

  private static void decode(Codec<Object> codec, byte[] message) {
    try {
      codec.fromBytes(message);
    } catch (CodecException e) {
      assertThat(e).hasMessageStartingWith("cannot decode message: ");
    } catch (RuntimeException | Error e) {
      fail("message " + HexFormat.of().formatHex(message), e);
    }
  }

  @Test
  void shouldRefuseWhenAMessageIsCutOffAnywhere() {
    for (byte[] message : messages()) {
      for (int length = 0; length < message.length; length++) {
        byte[] cut = Arrays.copyOf(message, length);
        assertThatThrownBy(() -> FAMILY.fromBytes(cut))
            .isExactlyInstanceOf(CodecException.class)
            .hasMessageStartingWith("cannot decode message: ");
      }
    }
  }

  @Test
  void shouldRefuseWhenSomethingFollows() {
    for (byte[] message : messages()) {
      byte[] longer = Arrays.copyOf(message, message.length + 1);
      assertThatThrownBy(() -> FAMILY.fromBytes(longer))
          .isExactlyInstanceOf(CodecException.class)
          .hasMessageContaining("the message goes on behind its object");
    }
  }

  @Test
  void shouldGiveTheExceptionOrAValueWhenBytesAreChanged() {
    List<byte[]> messages = messages();
    for (int seed = 0; seed < 40_000; seed++) {
      Random random = new Random(seed);
      byte[] message = messages.get(random.nextInt(messages.size())).clone();
      for (int change = random.nextInt(1, 4); change > 0 && message.length > 0; change--) {
        message[random.nextInt(message.length)] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : 1 << random.nextInt(8));
      }
      decode(STRANGERS, message);
      decode(FAMILY, message);
    }
  }

  @Test
  void shouldGiveTheExceptionOrAValueWhenBytesAreRandom() {
    for (int seed = 0; seed < 40_000; seed++) {
      Random random = new Random(seed);
      byte[] message = new byte[random.nextInt(40)];
      random.nextBytes(message);
      if (message.length > 0 && random.nextBoolean()) {
        message[0] = (byte) random.nextInt(60);
      }
      decode(STRANGERS, message);
    }
  }

  @Test
  void shouldTakeNoMemoryWhenACountIsAbsurd() {
    int[] tags = {
      Tags.LIST, Tags.LINKED_LIST, Tags.DEQUE, Tags.SET, Tags.MAP, Tags.BOOLEANS, Tags.BYTES,
      Tags.SHORTS, Tags.CHARS, Tags.INTS, Tags.LONGS, Tags.FLOATS, Tags.DOUBLES, Tags.BIG_INTEGER,
      Tags.SERIALIZED, Tags.THROWABLE, Tags.STRING
    };
    for (int tag : tags) {
      for (int count : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1_000}) {
        Output out = new Output();
        out.writeByte(tag);
        out.writeVarInt(count);
        out.writeBytes(new byte[10]);
        assertThatThrownBy(() -> FAMILY.fromBytes(out.toByteArray()))
            .isExactlyInstanceOf(CodecException.class)
            .hasMessageStartingWith("cannot decode message: ")
            .hasMessageContaining("at byte=");
      }
    }
    Output out = new Output();
    out.writeByte(Tags.OBJECTS);
    out.writeVarInt(1);
    out.writeString("");
    out.writeVarInt(Integer.MAX_VALUE);
    assertThatThrownBy(() -> FAMILY.fromBytes(out.toByteArray()))
        .hasMessageContaining("more than the message holds: count=2147483647, left=0 bytes");
  }

  @Test
  void shouldRefuseWhenListsAreNestedWithoutEnd() {
    byte[] message = new byte[10_000];
    for (int i = 0; i < message.length; i += 2) {
      message[i] = Tags.LIST;
      message[i + 1] = 1;
    }
    assertThatThrownBy(() -> STRANGERS.fromBytes(message))
        .isExactlyInstanceOf(CodecException.class)
        .hasMessageContaining("nested more than 200 levels deep");
  }

  @Test
  void shouldSayWhereWhenATagIsUnknown() {
    assertThatThrownBy(() -> FAMILY.fromBytes(new byte[] {Tags.LIST, 1, 99}))
        .hasMessage(
            "cannot decode message: unknown tag=99, at byte=3 of 3; it is damaged, or its sender"
                + " uses another codec or version");
  }

  @Test
  void shouldReadWhatFollowsWhenAMessageWasRefused() {
    Input in = new Input();
    byte[] bad = {Tags.LIST, 1, 99};
    assertThatThrownBy(() -> FAMILY.decode(in.wrap(bad, 0, bad.length)))
        .isInstanceOf(CodecException.class);
    byte[] good = FAMILY.toBytes(List.of(new Trade.Cash(1)));
    assertThat(FAMILY.decode(in.wrap(good, 0, good.length))).isEqualTo(List.of(new Trade.Cash(1)));
  }
}
