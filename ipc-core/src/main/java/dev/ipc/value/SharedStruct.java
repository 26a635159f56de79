package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import java.io.Serial;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A record that processes share, whole or by its components.
 *
 * <pre>{@code
 * record Quote(long id, double bid, @MaxBytes(8) String symbol, @Length(4) double[] levels) {}
 *
 * SharedStruct<Quote> quote = shm.create("quote", SharedStruct.initially(first));
 * DoubleField bid = quote.doubleField("bid");
 * bid.addAndGet(0.5);
 * quote.get();
 * }</pre>
 *
 * <p>A component is a primitive, an array of primitives with {@link Length}, a {@code String} with
 * {@link MaxBytes}, or a record of such components. Records are compared component by component:
 * arrays by their elements, floating-point numbers by their representation.
 *
 * <p>Readers never wait and always get a record of one piece. Writers take turns. A process that
 * dies while it writes leaves the record from before; one that returned from {@link #set} has
 * stored it. The file has the layout in words: who opens it with a record that is laid out
 * otherwise is refused, and told the difference.
 *
 * <p><b>Memory effects:</b> what a thread did before it changed the record is visible to a thread
 * that read that record, or a later one, whole or in part.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 *
 * <table>
 * <caption>What a death at each step leaves</caption>
 * <tr><th>step<th>the record<th>the next writer
 * <tr><td>{@code struct.write}<td>the old one<td>takes the lock over
 * <tr><td>{@code struct.copied}, in changing one component<td>the old one<td>takes the lock over
 * <tr><td>{@code struct.written}<td>the old one<td>takes the lock over, writes the same copy anew
 * <tr><td>{@code struct.published}<td>the new one<td>takes the lock over
 * </table>
 *
 * @param <R> the record class; the constructor should not do more than check
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedStruct<R extends Record> extends StructObject<R> implements SharedValue {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Opens a struct without its record class: its components can be used by name, but not the whole.
   */
  public static final Kind<SharedStruct<?>> KIND =
      format((home, extra) -> new SharedStruct<>(home, codec(extra)));

  private SharedStruct(Home home, @Nullable StructCodec<R> codec) {
    super(home, codec);
  }

  private static <T extends SharedStruct<?>> Format<T> format(Format.Binder<T> binder) {
    return new Format<>(
        SharedStructLayout.KIND,
        "struct",
        SharedStructLayout.STRUCT,
        "single",
        SharedStructLayout.MIN_BYTES,
        binder);
  }

  private static <R extends Record> Format<SharedStruct<R>> format(StructCodec<R> codec) {
    return format((home, extra) -> new SharedStruct<>(home, codec));
  }

  /**
   * Opens a struct of a record class.
   *
   * @param type the record class
   * @param <R> the record class
   * @return the kind
   * @throws IllegalArgumentException if a component cannot be shared
   */
  public static <R extends Record> Kind<SharedStruct<R>> of(Class<R> type) {
    return format(StructCodec.of(type));
  }

  /**
   * A record to start with.
   *
   * @param record the first record, seen by everyone who opens the object
   * @param <R> the record class
   * @return the spec
   * @throws IllegalArgumentException if a component cannot be shared, is null or does not fit
   */
  @SuppressWarnings("unchecked") // a record class is final
  public static <R extends Record> Spec<SharedStruct<R>> initially(R record) {
    StructCodec<R> codec = StructCodec.of((Class<R>) record.getClass());
    return blueprint(format(codec), codec, 1, codec.encode(record));
  }

  /**
   * Reads the record.
   *
   * @return the record, of one piece
   * @throws IllegalStateException if the record class is not known here, see {@link #KIND}
   */
  public R get() {
    return codec().decode(table.read(0).bytes());
  }

  /**
   * Replaces the record.
   *
   * @param record the new record
   * @throws IllegalArgumentException if a part of it is null or does not fit; nothing was changed
   *     then
   */
  public void set(R record) {
    table.write(0, codec().encode(record));
  }

  /**
   * Replaces the record.
   *
   * @param record the new record
   * @return the record before
   * @throws IllegalArgumentException as in {@link #set}
   */
  public R getAndSet(R record) {
    return codec().decode(table.replace(0, codec().encode(record)));
  }

  /**
   * Replaces the record if it is what the caller thinks, in every component.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   * @throws IllegalArgumentException as in {@link #set}, for either
   */
  public boolean compareAndSet(R expected, R next) {
    return table.writeInPlaceOf(codec().encode(expected), 0, codec().encode(next));
  }

  /**
   * Applies a function.
   *
   * @param update gives the next record; free of side effects, as it is called again when another
   *     thread was faster
   * @return the record after
   * @throws IllegalArgumentException as in {@link #set}
   */
  public R updateAndGet(UnaryOperator<R> update) {
    while (true) {
      StructTable.Snapshot before = table.read(0);
      R next = update.apply(codec().decode(before.bytes()));
      if (table.writeAfter(before, 0, codec().encode(next))) {
        return next;
      }
    }
  }

  /**
   * Applies a function.
   *
   * @param update gives the next record; free of side effects, as it is called again when another
   *     thread was faster
   * @return the record before
   * @throws IllegalArgumentException as in {@link #set}
   */
  public R getAndUpdate(UnaryOperator<R> update) {
    while (true) {
      StructTable.Snapshot before = table.read(0);
      R now = codec().decode(before.bytes());
      if (table.writeAfter(before, 0, codec().encode(update.apply(now)))) {
        return now;
      }
    }
  }

  /**
   * Finds a component of type {@code long}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the field, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public LongField longField(String name) {
    return new LongField(table, name);
  }

  /**
   * Finds a component of type {@code int}, {@code short}, {@code byte} or {@code char}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the field, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public IntField intField(String name) {
    return new IntField(table, name);
  }

  /**
   * Finds a component of type {@code double} or {@code float}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the field, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public DoubleField doubleField(String name) {
    return new DoubleField(table, name);
  }

  /**
   * Finds a component of type {@code boolean}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the field, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public BooleanField booleanField(String name) {
    return new BooleanField(table, name);
  }

  /**
   * Finds a component of type {@code String}.
   *
   * @param name as declared; of one in a nested record {@code "outer.inner"}
   * @return the field, to be kept: finding it again costs time
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public TextField textField(String name) {
    return new TextField(table, name);
  }

  @Override
  protected String state() {
    return table.show(0);
  }
}
