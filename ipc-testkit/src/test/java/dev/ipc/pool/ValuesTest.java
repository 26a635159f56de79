package dev.ipc.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.codec.CodecException;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import dev.ipc.pool.Values.Unread;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ValuesTest {
  private static final String BEHIND = "what follows";

  private record Point(int x, int y) {}

  /** Cannot be read. */
  private static final class Broken implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("broken");
    }
  }

  private static List<?> copy(List<?> values) {
    Output out = new Output();
    Values.write(values, out);
    out.writeString(BEHIND);
    Input in = new Input(out.toByteArray());
    List<?> copy = Values.read(in);
    assertThat(in.readString()).isEqualTo(BEHIND);
    return copy;
  }

  @Test
  void shouldGiveWhatWasWritten() {
    List<Object> plain = Arrays.asList(1, null, "two", 3.0, true);
    assertThat(copy(plain)).isEqualTo(plain);
    List<Object> mixed = Arrays.asList(new Point(1, 2), null, "two", List.of(new Point(3, 4)));
    assertThat(copy(mixed)).isEqualTo(mixed);
    assertThat(copy(List.of())).isEmpty();
    for (List<Object> numbers :
        List.<List<Object>>of(
            List.of(1, -2, Integer.MAX_VALUE),
            List.of(1L, Long.MIN_VALUE),
            List.of(0.5, Double.NaN),
            List.of(1, 2L, 3.0),
            Arrays.asList(1, 2, null))) {
      assertThat(copy(numbers)).isEqualTo(numbers);
    }
  }

  @Test
  void shouldGiveTheOthersWhenSomeCannotBeRead() {
    List<?> copy = copy(List.of("a", new Broken(), new Point(1, 2), List.of(new Broken()), 5));
    assertThat(copy).hasSize(5);
    assertThat(List.of(copy.get(0), copy.get(2), copy.get(4)))
        .isEqualTo(List.of("a", new Point(1, 2), 5));
    assertThat(List.of(copy.get(1), copy.get(3)))
        .allSatisfy(unread ->
            assertThat(((Unread) unread).why())
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("broken"));
  }

  @Test
  void shouldRefuseWhenALengthIsDamaged() {
    Output out = new Output();
    Values.write(List.of(new Point(1, 2)), out);
    out.setInt(2, 1 << 20);
    assertThatThrownBy(() -> Values.read(new Input(out.toByteArray())))
        .isInstanceOf(CodecException.class);
    out.setInt(2, -100);
    assertThatThrownBy(() -> Values.read(new Input(out.toByteArray())))
        .isInstanceOf(CodecException.class);
    Output numbers = new Output();
    Values.write(List.of(1, 2), numbers);
    byte[] damaged = numbers.toByteArray();
    damaged[1] = 3;
    assertThatThrownBy(() -> Values.read(new Input(damaged))).isInstanceOf(CodecException.class);
    damaged[0] = 77;
    assertThatThrownBy(() -> Values.read(new Input(damaged))).isInstanceOf(CodecException.class);
  }
}
