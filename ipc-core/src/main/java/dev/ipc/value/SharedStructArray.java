package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import java.io.Serial;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An array of records that processes share: each whole, or by one of its components.
 *
 * <pre>{@code
 * SharedStructArray<Quote> quotes =
 *     shm.create("quotes", SharedStructArray.ofLength(Quote.class, 10_000));
 * quotes.set(7, new Quote(1, 2.0, "ABC"));
 * DoubleColumn bid = quotes.doubleField("bid");
 * bid.set(7, 2.5);
 * }</pre>
 *
 * <p>A component is a primitive, an array of primitives with {@link Length}, a {@code String} with
 * {@link MaxBytes}, or a record of such components. Records are compared component by component:
 * arrays by their elements, floating-point numbers by their representation.
 *
 * <p>Readers never wait and always get a record of one piece; two records that are read one after
 * the other may be of different times. Writers of the same record take turns, and those of others
 * seldom meet: there are up to 64 writers' locks. A process that dies while it writes leaves the
 * record from before; one that returned from {@link #set} has stored it. The file has the layout in
 * words: who opens it with a record that is laid out otherwise is refused, and told the difference.
 *
 * <p><b>Memory effects:</b> what a thread did before it changed a record is visible to a thread
 * that read that record, or a later one at the same index, whole or in part.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed. What a
 * death does is in {@link SharedStruct}: it concerns one element and those that share its lock.
 *
 * @param <R> the record class; the constructor should not do more than check
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedStructArray<R extends Record> extends StructObject<R> {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Opens an array without its record class: components can be used by name, but not whole records.
   */
  public static final Kind<SharedStructArray<?>> KIND =
      format((home, extra) -> new SharedStructArray<>(home, codec(extra)));

  private SharedStructArray(Home home, @Nullable StructCodec<R> codec) {
    super(home, codec);
  }

  private static <T extends SharedStructArray<?>> Format<T> format(Format.Binder<T> binder) {
    return new Format<>(
        SharedStructLayout.KIND,
        "struct",
        SharedStructLayout.ARRAY,
        "array",
        SharedStructLayout.MIN_BYTES,
        binder);
  }

  private static <R extends Record> Format<SharedStructArray<R>> format(StructCodec<R> codec) {
    return format((home, extra) -> new SharedStructArray<>(home, codec));
  }

  /**
   * Opens an array of a record class.
   *
   * @param type the record class
   * @param <R> the record class
   * @return the kind
   * @throws IllegalArgumentException if a component cannot be shared
   */
  public static <R extends Record> Kind<SharedStructArray<R>> of(Class<R> type) {
    return format(StructCodec.of(type));
  }

  /**
   * An array of records whose components are zero, false and empty.
   *
   * @param type the record class
   * @param length how many, at least 1
   * @param <R> the record class
   * @return the spec
   * @throws IllegalArgumentException if a component cannot be shared, the constructor refuses such
   *     a record, or the length is not one
   */
  public static <R extends Record> Spec<SharedStructArray<R>> ofLength(Class<R> type, long length) {
    StructCodec<R> codec = StructCodec.of(type);
    byte[] zeros = new byte[codec.shape().bytes()];
    try {
      codec.decode(zeros);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "record cannot be zero: its constructor refuses that, record="
              + type.getTypeName()
              + "; begin with another one by filledWith(record, length)",
          e);
    }
    return spec(codec, length, zeros);
  }

  /**
   * An array of equal records.
   *
   * @param record what each element is at first
   * @param length how many, at least 1
   * @param <R> the record class
   * @return the spec
   * @throws IllegalArgumentException if a component cannot be shared, is null or does not fit, or
   *     the length is not one
   */
  @SuppressWarnings("unchecked") // a record class is final
  public static <R extends Record> Spec<SharedStructArray<R>> filledWith(R record, long length) {
    StructCodec<R> codec = StructCodec.of((Class<R>) record.getClass());
    return spec(codec, length, codec.encode(record));
  }

  private static <R extends Record> Spec<SharedStructArray<R>> spec(
      StructCodec<R> codec, long length, byte[] record) {
    long longest = SharedStructLayout.maxLength(codec.shape().bytes());
    if (length < 1 || length > longest) {
      throw new IllegalArgumentException(
          "not a length for an array: length="
              + length
              + "; it must be at least 1 and, for this record, at most "
              + longest);
    }
    return blueprint(format(codec), codec, length, record);
  }

  /**
   * How many records there are.
   *
   * @return the length, at least 1
   */
  public long length() {
    return table.length();
  }

  /**
   * Reads all records, one after the other, each when it is asked for.
   *
   * @return the records by index; parallel if the caller makes it so
   */
  public Stream<R> stream() {
    return LongStream.range(0, length()).mapToObj(this::get);
  }

  /**
   * Reads the record.
   *
   * @param index of the struct
   * @return the record, of one piece
   * @throws IllegalStateException if the record class is not known here, see {@link #KIND}
   */
  public R get(long index) {
    return codec().decode(table.read(index).bytes());
  }

  /**
   * Replaces the record.
   *
   * @param index of the struct
   * @param record the new record
   * @throws IllegalArgumentException if a part of it is null or does not fit; nothing was changed
   *     then
   */
  public void set(long index, R record) {
    table.write(index, codec().encode(record));
  }

  /**
   * Replaces the record.
   *
   * @param index of the struct
   * @param record the new record
   * @return the record before
   * @throws IllegalArgumentException as in {@link #set}
   */
  public R getAndSet(long index, R record) {
    return codec().decode(table.replace(index, codec().encode(record)));
  }

  /**
   * Replaces the record if it is what the caller thinks, in every component.
   *
   * @param index of the struct
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   * @throws IllegalArgumentException as in {@link #set}, for either
   */
  public boolean compareAndSet(long index, R expected, R next) {
    return table.writeInPlaceOf(codec().encode(expected), index, codec().encode(next));
  }

  /**
   * Applies a function.
   *
   * @param index of the struct
   * @param update gives the next record; free of side effects, as it is called again when another
   *     thread was faster
   * @return the record after
   * @throws IllegalArgumentException as in {@link #set}
   */
  public R updateAndGet(long index, UnaryOperator<R> update) {
    while (true) {
      StructTable.Snapshot before = table.read(index);
      R next = update.apply(codec().decode(before.bytes()));
      if (table.writeAfter(before, index, codec().encode(next))) {
        return next;
      }
    }
  }

  /**
   * Applies a function.
   *
   * @param index of the struct
   * @param update gives the next record; free of side effects, as it is called again when another
   *     thread was faster
   * @return the record before
   * @throws IllegalArgumentException as in {@link #set}
   */
  public R getAndUpdate(long index, UnaryOperator<R> update) {
    while (true) {
      StructTable.Snapshot before = table.read(index);
      R now = codec().decode(before.bytes());
      if (table.writeAfter(before, index, codec().encode(update.apply(now)))) {
        return now;
      }
    }
  }

  /**
   * Finds a component of type {@code long}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the column, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public LongColumn longField(String name) {
    return new LongColumn(table, name);
  }

  /**
   * Finds a component of type {@code int}, {@code short}, {@code byte} or {@code char}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the column, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public IntColumn intField(String name) {
    return new IntColumn(table, name);
  }

  /**
   * Finds a component of type {@code double} or {@code float}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the column, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public DoubleColumn doubleField(String name) {
    return new DoubleColumn(table, name);
  }

  /**
   * Finds a component of type {@code boolean}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the column, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public BooleanColumn booleanField(String name) {
    return new BooleanColumn(table, name);
  }

  /**
   * Finds a component of type {@code String}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the column, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public TextColumn textField(String name) {
    return new TextColumn(table, name);
  }

  @Override
  protected String state() {
    return length() + " x " + table.shape().text();
  }
}
