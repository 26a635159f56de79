package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where components are, in which words a file says so, and which ones are refused. */
@SuppressWarnings("ArrayRecordComponent") // never compared
class StructShapeTest {
  record Inner(byte b, int x) {}

  record All(
      byte b,
      long l,
      boolean flag,
      char c,
      @MaxBytes(5) String text,
      short s,
      double d,
      Inner inner,
      @Length(3) short[] shorts,
      float f,
      @Length(2) boolean[] flags,
      int i) {}

  private static final String ALL =
      "All{byte b; long l; boolean flag; char c; text(5) text; short s; double d;"
          + " Inner{byte b; int x} inner; short[3] shorts; float f; boolean[2] flags; int i}";

  @Test
  void shouldLayOutAsACCompilerWhenComponentsDiffer() {
    StructShape shape = RecordShapes.of(All.class);

    assertThat(shape.text()).isEqualTo(ALL);
    assertThat(shape.leaves().stream().map(leaf -> leaf.offset() + " " + leaf.path()))
        .containsExactly(
            "0 b",
            "8 l",
            "16 flag",
            "18 c",
            "20 text",
            "32 s",
            "40 d",
            "48 inner.b",
            "52 inner.x",
            "56 shorts",
            "64 f",
            "68 flags",
            "72 i");
    assertThat(shape.bytes()).isEqualTo(80);
    assertThat(shape.alignment()).isEqualTo(8);
    assertThat(RecordShapes.of(Inner.class).bytes()).isEqualTo(8);
  }

  @Test
  void shouldBeTheSameShapeWhenReadFromItsText() {
    StructShape shape = RecordShapes.of(All.class);
    assertThat(SchemaParser.parse(shape.text())).isEqualTo(shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A",
        "A{}",
        "A{int}",
        "A{int x",
        "A{int x}}",
        "A{int x;int y}",
        "A{int x; int x}",
        "A{int x; }",
        "A{Integer x}",
        "A{int[0] x}",
        "A{int[-1] x}",
        "A{int[08] x}",
        "A{int[99999999999] x}",
        "A{text(0) x}",
        "A{text x}",
        "A{B{int y}[2] x}",
        "A{int x\u001b}",
        "A{int[1000000000] x}",
        "A{int[400000000] x; int[400000000] y}"
      })
  void shouldBeRefusedWhenTextIsNoSchema(String text) {
    assertThatThrownBy(() -> SchemaParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("should be")
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void shouldBeRefusedWhenRecordsAreInEachOtherTooDeep() {
    String text = "A{".repeat(100_000) + "int x" + "} a".repeat(99_999) + "}";
    assertThatThrownBy(() -> SchemaParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 64 records in each other");
  }

  record Unbounded(String name) {}

  record NoLength(long id, int[] numbers) {}

  record ZeroLength(@Length(0) int[] numbers) {}

  record ZeroBytes(@MaxBytes(0) String name) {}

  record Boxed(Integer number) {}

  record Listed(List<String> names) {}

  record Deep(int x, Boxed boxed) {}

  record Matrix(@Length(2) int[][] rows) {}

  record Texts(@Length(2) String[] names) {}

  record Empty() {}

  record HasEmpty(Empty empty) {}

  record Endless(int x, Endless next) {}

  record Huge(@Length(Integer.MAX_VALUE) long[] longs) {}

  static List<Arguments> refused() {
    return List.of(
        Arguments.of(Unbounded.class, "component=Unbounded.name, type=String; bound it: @MaxBytes"),
        Arguments.of(NoLength.class, "component=NoLength.numbers, type=int[]; say how long"),
        Arguments.of(ZeroLength.class, "component=ZeroLength.numbers, type=@Length(0)"),
        Arguments.of(ZeroBytes.class, "component=ZeroBytes.name, type=@MaxBytes(0)"),
        Arguments.of(Boxed.class, "component=Boxed.number, type=java.lang.Integer; use primitives"),
        Arguments.of(Listed.class, "type=java.util.List<java.lang.String>"),
        Arguments.of(Deep.class, "component=Deep.boxed.number"),
        Arguments.of(Matrix.class, "component=Matrix.rows, type=int[][]"),
        Arguments.of(Texts.class, "component=Texts.names, type=java.lang.String[]"),
        Arguments.of(Empty.class, "component=Empty, type=a record without components"),
        Arguments.of(HasEmpty.class, "component=HasEmpty.empty"),
        Arguments.of(Endless.class, "component=Endless.next, type=a record that contains itself"),
        Arguments.of(Huge.class, "over 2 GiB"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldNameTheComponentWhenItCannotBeShared(Class<? extends Record> type, String expected) {
    assertThatThrownBy(() -> SharedStruct.of(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
    assertThatThrownBy(() -> SharedStructArray.ofLength(type, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }
}
