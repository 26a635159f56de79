package dev.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.example.trade.Trade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another library takes the place of the toolkit's codec. */
class KryoCodecTest {
  /** As an application would write it. */
  private static final class KryoCodec<T> implements Codec<T> {
    private static final long serialVersionUID = 1L;

    /** Kryo is for one thread, and cannot be serialized. */
    private static final ThreadLocal<Kryo> KRYO =
        ThreadLocal.withInitial(() -> {
          Kryo kryo = new Kryo();
          kryo.register(Trade.Cash.class);
          kryo.register(String.class);
          return kryo;
        });

    private final Class<T> type;

    KryoCodec(Class<T> type) {
      this.type = type;
    }

    @Override
    public void encode(T value, Output out) {
      try (var buffer = new com.esotericsoftware.kryo.io.Output(64, -1)) {
        KRYO.get().writeObject(buffer, value);
        out.writeVarInt(buffer.position());
        out.writeBytes(buffer.getBuffer(), 0, buffer.position());
      } catch (KryoException | IllegalArgumentException e) {
        throw new CodecException("cannot encode " + value + ": " + e.getMessage(), e);
      }
    }

    @Override
    public T decode(Input in) {
      byte[] bytes = in.readBytes(in.readVarInt());
      try (var buffer = new com.esotericsoftware.kryo.io.Input(bytes)) {
        return KRYO.get().readObject(buffer, type);
      } catch (KryoException e) {
        throw new CodecException("cannot decode message: " + e.getMessage(), e);
      }
    }
  }

  @Test
  void shouldReadAnEqualOneWhenKryoIsPluggedIn() {
    Codec<Trade.Cash> codec = new KryoCodec<>(Trade.Cash.class);
    Output out = new Output(16);
    List.of(1L, 2L, 300L).forEach(cents -> codec.encode(new Trade.Cash(cents), out));
    Input in = new Input(out.toByteArray());
    for (long cents : new long[] {1, 2, 300}) {
      assertThat(codec.decode(in)).isEqualTo(new Trade.Cash(cents));
    }
    assertThat(codec.fromBytes(codec.toBytes(new Trade.Cash(4)))).isEqualTo(new Trade.Cash(4));
  }

  @Test
  @SuppressWarnings("unchecked") // what was written is read
  void shouldStillReadWhenTheCodecItselfTravelled() throws Exception {
    Codec<Trade.Cash> codec = new KryoCodec<>(Trade.Cash.class);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(codec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Codec<Trade.Cash> arrived = (Codec<Trade.Cash>) in.readObject();
      assertThat(arrived.fromBytes(codec.toBytes(new Trade.Cash(9)))).isEqualTo(new Trade.Cash(9));
    }
  }

  @Test
  void shouldNotReadBeyondTheEndWhenAMessageIsCutOff() {
    Codec<String> codec = new KryoCodec<>(String.class);
    byte[] message = codec.toBytes("some text");
    assertThatThrownBy(() -> codec.decode(new Input().wrap(message, 0, message.length - 1)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("the message ends too early: wanted=");
  }
}
