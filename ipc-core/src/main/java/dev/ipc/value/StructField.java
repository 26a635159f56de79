package dev.ipc.value;

import dev.ipc.value.FieldType.Scalar;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One primitive component of all records of a table, as bits: what the fields and columns that
 * users see have in common.
 *
 * @param table where the records are
 * @param leaf which component
 * @param scalar its type
 */
record StructField(StructTable table, StructShape.Leaf leaf, Scalar scalar) {
  /** Finds a primitive component by its path. */
  static StructField of(StructTable table, String path, Scalar... allowed) {
    String wanted = Arrays.stream(allowed).map(Scalar::text).collect(Collectors.joining(" or "));
    StructShape.Leaf leaf =
        leaf(table, path, wanted, type -> Arrays.asList(allowed).contains(type));
    return new StructField(table, leaf, (Scalar) leaf.type());
  }

  /** Finds a component by its path. */
  static StructShape.Leaf leaf(
      StructTable table, String path, String wanted, Predicate<FieldType> allowed) {
    return table
        .shape()
        .leaf(path)
        .filter(leaf -> allowed.test(leaf.type()))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no such field in "
                    + table.label()
                    + ": name="
                    + path
                    + ", type="
                    + wanted
                    + "; there are: "
                    + table.shape().leaves().stream()
                        .map(StructShape.Leaf::toString)
                        .collect(Collectors.joining(", "))));
  }

  long get(long index) {
    return table.bits(index, scalar, leaf.offset());
  }

  /** Returns what was there before. */
  long change(long index, LongUnaryOperator change) {
    return table.change(index, scalar, leaf.offset(), change);
  }

  boolean compareAndSet(long index, long expected, long next) {
    return get(index) == expected && change(index, now -> now == expected ? next : now) == expected;
  }

  @Override
  public String toString() {
    return leaf + " of " + table.label();
  }
}
