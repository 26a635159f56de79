package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Serial;
import dev.ipc.testkit.LeakLedger;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounded texts: whole or refused whole. */
@ExtendWith(LeakLedger.class)
class SharedTextTest {
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
  @ValueSource(strings = {"", "a", "12345678", "\u00e9\u00e9\u00e9\u00e9", "\ud83d\ude00!", "\0\0"})
  void shouldKeepATextWhenItFits(String words) {
    SharedText text = shm.create("text", SharedText.ofBytes(8));
    SharedText other = shm.open("text", SharedText.KIND);
    assertThat(text.get()).isEmpty();

    text.set(words);
    assertThat(other.get()).isEqualTo(words);
    other.set("x");
    assertThat(text.get()).isEqualTo("x");
    assertThat(text.maxBytes()).isEqualTo(8);
  }

  @Test
  void shouldRefuseATextWholeWhenItIsTooLong() {
    SharedText text = shm.create("text", SharedText.ofBytes(8));
    text.set("before");

    assertThatThrownBy(() -> text.set("\u00e9\u00e9\u00e9\u00e9\u00e9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes in UTF-8=10, at most=8");
    assertThatThrownBy(() -> text.set("half \ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
    assertThat(text.get()).isEqualTo("before");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void shouldRefuseABoundWhenItHoldsNothing(int maxBytes) {
    assertThatThrownBy(() -> SharedText.ofBytes(maxBytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBytes=" + maxBytes);
  }

  @Test
  void shouldNeverBeTornWhenWritersAndReadersMeet() {
    SharedText text = shm.create("text", SharedText.ofBytes(200));
    text.set("a".repeat(200));
    AtomicBoolean stop = new AtomicBoolean();
    Background<Void> writer =
        Background.start(() -> {
          for (int i = 0; !stop.get(); i++) {
            text.set(String.valueOf((char) ('a' + i % 26)).repeat(1 + i % 200));
          }
        });
    SharedText reader = shm.open("text", SharedText.KIND);
    for (int i = 0; i < 200_000; i++) {
      String seen = reader.get();
      assertThat(seen.chars().distinct().count()).as(seen).isEqualTo(1);
    }
    stop.set(true);
    writer.result();
  }

  @Test
  void shouldBeRefusedWhenItsBoundDoesNotFitItsFile() {
    shm.create("text", SharedText.ofBytes(8)).close();
    FileBytes.putInt(domain.folder().resolve("text"), 256 + 8, 1 << 30);

    assertThatThrownBy(() -> shm.open("text", SharedText.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("longest text=" + (1 << 30));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void shouldBeRefusedWhenTheLengthInItsFileIsNone(int length) {
    SharedText text = shm.create("text", SharedText.ofBytes(8));
    text.set("a");
    FileBytes.putInt(domain.folder().resolve("text"), 256 + 192 + 64, length);

    assertThatThrownBy(text::get)
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("length=" + length + " at offset=256, at most=8");
    text.set("b");
    assertThat(text.get()).isEqualTo("b");
  }

  @Test
  void shouldTravelWithItsLockAndEndWithItsHandle() throws Exception {
    SharedText text = shm.create("text", SharedText.ofBytes(8));

    assertThat(Serial.copy(text)).isSameAs(text);
    assertThat(Serial.copy(text.lock())).isSameAs(text.lock());
    text.lock().locked(() -> text.set("locked"));
    text.close();
    assertThat(text.lock().isClosed()).isTrue();
    assertThatThrownBy(text::get).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> text.set("x")).isInstanceOf(RegionClosedException.class);
  }
}
