package dev.ipc.value;

import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.sync.SharedLock;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a struct and an array of structs have in common: a table, a codec and a lock.
 *
 * @param <R> the record class
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
abstract sealed class StructObject<R extends Record> extends BoundObject implements Lockable
    permits SharedStruct, SharedStructArray {
  @Serial private static final long serialVersionUID = 1L;

  /** Where the records are. */
  final transient StructTable table;

  private final transient @Nullable StructCodec<R> codec;
  private final transient SharedLock lock;

  /** Binds it; without a codec, nobody here knows the record class. */
  StructObject(Home home, @Nullable StructCodec<R> codec) {
    super(home);
    this.table = new StructTable(home);
    this.codec = codec;
    if (codec != null) {
      table.check(codec);
    }
    this.lock = LockedValue.ownLock(home, SharedStructLayout.LOCK_OFFSET, this);
  }

  /** The codec behind what a handle carried: a record class, or nothing. */
  @SuppressWarnings("unchecked") // what extra() returned where the handle comes from
  static <R extends Record> @Nullable StructCodec<R> codec(@Nullable Serializable extra) {
    return extra == null ? null : StructCodec.of((Class<R>) extra);
  }

  /** A new object, each of whose elements is the record of these bytes. */
  static <T extends StructObject<?>> Blueprint<T> blueprint(
      Format<T> format, StructCodec<?> codec, long length, byte[] record) {
    byte[] schema = codec.schema().getBytes(StandardCharsets.UTF_8);
    SharedStructLayout layout =
        new SharedStructLayout(length, codec.shape().bytes(), schema.length);
    return new Blueprint<>(
        format,
        layout.bytes(),
        block -> StructTable.initialize(block, layout, schema, record),
        codec.type());
  }

  final StructCodec<R> codec() {
    if (codec == null) {
      throw new IllegalStateException(
          "record class unknown: "
              + label()
              + " was opened without it, schema="
              + table.shape().text()
              + "; open it by of(TheRecord.class), or use its fields by name");
    }
    return codec;
  }

  /**
   * The lock that belongs to this object, for sections of more than one operation. It is in the
   * same file and is closed with the object, whose methods neither need nor take it.
   *
   * @return a plain lock, always the same one
   */
  @Override
  public final SharedLock lock() {
    return lock;
  }

  @Override
  protected final @Nullable Serializable extra() {
    return codec == null ? null : codec.type();
  }
}
