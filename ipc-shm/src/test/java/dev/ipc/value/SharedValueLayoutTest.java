package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files outlive the code: a number that changes here needs a new version of the format. */
class SharedValueLayoutTest {

  @Test
  void shouldHaveTheNumbersThatFilesHave() {
    assertThat(SharedValueLayout.VALUE_OFFSET).isEqualTo(0);
    assertThat(SharedValueLayout.LOCK_OFFSET).isEqualTo(64);
    assertThat(SharedValueLayout.BYTES).isEqualTo(128);
    assertThat(SharedValueLayout.KIND).isEqualTo(3);
    assertThat(SharedValueLayout.INT).isEqualTo(1);
    assertThat(SharedValueLayout.LONG).isEqualTo(2);
    assertThat(SharedValueLayout.DOUBLE).isEqualTo(3);
    assertThat(SharedValueLayout.FLOAT).isEqualTo(4);
    assertThat(SharedValueLayout.SHORT).isEqualTo(5);
    assertThat(SharedValueLayout.BYTE).isEqualTo(6);
    assertThat(SharedValueLayout.CHAR).isEqualTo(7);
    assertThat(SharedValueLayout.BOOLEAN).isEqualTo(8);
  }

  @Test
  void shouldHaveTheNumbersThatFilesOfTextsHave() {
    assertThat(SharedTextLayout.ELEMENT).isEqualTo(9);
    assertThat(SharedTextLayout.VERSION_OFFSET).isEqualTo(0);
    assertThat(SharedTextLayout.MAX_BYTES_OFFSET).isEqualTo(8);
    assertThat(SharedTextLayout.WRITER_OFFSET).isEqualTo(64);
    assertThat(SharedTextLayout.LOCK_OFFSET).isEqualTo(128);
    assertThat(SharedTextLayout.COPIES_OFFSET).isEqualTo(192);
    assertThat(SharedTextLayout.copyBytes(60)).isEqualTo(64);
    assertThat(SharedTextLayout.copyBytes(61)).isEqualTo(128);
    assertThat(SharedTextLayout.bytes(61)).isEqualTo(448);
  }

  @Test
  void shouldHaveTheNumbersThatFilesOfArraysHave() {
    assertThat(SharedArrayLayout.KIND).isEqualTo(10);
    assertThat(SharedArrayLayout.LENGTH_OFFSET).isEqualTo(0);
    assertThat(SharedArrayLayout.LOCK_OFFSET).isEqualTo(64);
    assertThat(SharedArrayLayout.ELEMENTS_OFFSET).isEqualTo(128);
    assertThat(SharedArrayLayout.bytes(128, 9, 1)).isEqualTo(144);
    assertThat(SharedTextArrayLayout.WRITER_OFFSET).isEqualTo(128);
    assertThat(SharedTextArrayLayout.MAX_BYTES_OFFSET).isEqualTo(192);
    assertThat(SharedTextArrayLayout.ELEMENTS_OFFSET).isEqualTo(256);
    assertThat(SharedTextArrayLayout.copyBytes(20)).isEqualTo(24);
    assertThat(SharedTextArrayLayout.elementBytes(21)).isEqualTo(72);
  }

  @Test
  void shouldHaveTheNumbersThatFilesOfBlocksHave() {
    assertThat(SharedMemoryLayout.KIND).isEqualTo(13);
    assertThat(SharedMemoryLayout.ELEMENT).isEqualTo(1);
    assertThat(SharedMemoryLayout.LOCK_OFFSET).isEqualTo(0);
    assertThat(SharedMemoryLayout.BLOCK_OFFSET).isEqualTo(64);
    assertThat(SharedMemoryLayout.bytes(5)).isEqualTo(69);
  }

  @Test
  void shouldHaveTheNumbersThatFilesOfListsHave() {
    assertThat(SharedListLayout.KIND).isEqualTo(14);
    assertThat(SharedListLayout.ELEMENT).isEqualTo(1);
    assertThat(SharedListLayout.SIZE_OFFSET).isEqualTo(0);
    assertThat(SharedListLayout.MAX_BYTES_OFFSET).isEqualTo(4);
    assertThat(SharedListLayout.WRITER_OFFSET).isEqualTo(64);
    assertThat(SharedListLayout.LOCK_OFFSET).isEqualTo(128);
    assertThat(SharedListLayout.copyBytes(8)).isEqualTo(16);
    assertThat(SharedListLayout.copyBytes(11)).isEqualTo(16);
    assertThat(SharedListLayout.copyBytes(12)).isEqualTo(24);
    assertThat(SharedListLayout.versionOffset(1, 8)).isEqualTo(192 + 40);
    assertThat(SharedListLayout.copiesOffset(1, 8)).isEqualTo(192 + 48);
    assertThat(SharedListLayout.bytes(3, 8)).isEqualTo(192 + 120);
    assertThat(SharedListLayout.bytes(Integer.MAX_VALUE, Scalars.MAX_BYTES)).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,00",
        "true,0101",
        "7b,0207",
        "7s,030700",
        "7,0407000000",
        "7L,050700000000000000",
        "1f,060000803f",
        "1d,07000000000000f03f",
        "a,086100",
        "'\u00e9',09c3a9"
      })
  void shouldHaveTheBytesThatFilesOfListsHave(@Nullable String value, String expected) {
    Object scalar =
        switch (value) {
          case null -> null;
          case "true" -> true;
          case "7b" -> (byte) 7;
          case "7s" -> (short) 7;
          case "7" -> 7;
          case "7L" -> 7L;
          case "1f" -> 1f;
          case "1d" -> 1d;
          case "a" -> 'a';
          default -> value;
        };
    byte[] bytes = Scalars.encode(scalar);
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
    }
    assertThat(Scalars.isSound(bytes)).isTrue();
    assertThat(Scalars.decode(bytes)).isEqualTo(scalar);
  }
}
