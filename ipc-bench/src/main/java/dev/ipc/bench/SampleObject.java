package dev.ipc.bench;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Objects of which messages are made; in Python alike, see peer.py. */
public enum SampleObject {
  /** A number. */
  INTEGER(12_345),
  /** A text. */
  STRING_OF_100("x".repeat(100)),
  /** A record. */
  RECORD(new Point(1, "abc", 1.5, 2.5)),
  /** A list. */
  LIST_OF_100(new ArrayList<>(IntStream.range(0, 100).map(i -> i * 1_000).boxed().toList())),
  /** A constant. */
  ENUM(TimeUnit.DAYS),
  /** A map. */
  MAP_OF_10(map());

  /**
   * A small record.
   *
   * @param id a number
   * @param name a text
   * @param x a coordinate
   * @param y a coordinate
   */
  public record Point(int id, String name, double x, double y) implements Serializable {
    @Serial private static final long serialVersionUID = 1L;
  }

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final Object value;

  SampleObject(Object value) {
    this.value = value;
  }

  /** The object. */
  Object value() {
    return value;
  }

  /** Its class, as it is declared. */
  Class<?> type() {
    return value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
  }

  private static Map<String, Integer> map() {
    Map<String, Integer> map = new LinkedHashMap<>();
    IntStream.range(0, 10).forEach(i -> map.put("key" + i, i));
    return map;
  }
}
