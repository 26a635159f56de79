package dev.ipc.value;

import dev.ipc.RegionFormatException;
import dev.ipc.bind.Home;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import dev.ipc.value.FieldType.Scalar;
import dev.ipc.value.FieldType.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes, by index: each read whole without a lock, and replaced whole under one.
 *
 * <p>Each has two copies and a version, whose lowest bit says which copy is the record. A writer,
 * who has the element's lock, fills the other copy and then stores the next version with release
 * (pair "struct"). A reader acquires the version, copies, and looks at the version again: only a
 * writer of the version after the next touches the copy that was read, and it begins when the next
 * version is there. So an unchanged version means an untouched copy. Who changes one field copies
 * the record to the other copy first, so nothing that others wrote is lost. A death leaves the
 * version as it was, and with it the record; there is nothing to repair.
 *
 * <p>No code of an application runs under a lock of this table.
 */
final class StructTable {
  /** A reader that is overtaken so often by writers waits for them. */
  private static final int HASTY_READS = 100;

  private final Home home;
  private final Block block;
  private final SharedStructLayout layout;
  private final StructShape shape;
  private final String schema;
  private final RobustLock[] writers;
  private final long elementsOffset;
  private final long elementBytes;
  private final long copyBytes;

  /**
   * A record as it was at some time.
   *
   * @param version which it is
   * @param bytes its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Snapshot(long version, byte[] bytes) {}

  /**
   * Binds the table to its memory.
   *
   * @throws RegionFormatException if the memory is not that of a table
   */
  StructTable(Home home) {
    this.home = home;
    this.block = home.block();
    this.layout = SharedStructLayout.of(block);
    if (!layout.fits(block)) {
      throw broken(
          "length="
              + layout.length()
              + ", recordBytes="
              + layout.recordBytes()
              + ", schemaBytes="
              + layout.schemaBytes()
              + ", locks="
              + block.getInt(SharedStructLayout.LOCKS_OFFSET)
              + " do not fit the memory="
              + block.byteSize(),
          null);
    }
    byte[] text = new byte[layout.schemaBytes()];
    block.getBytes(layout.schemaOffset(), text, text.length);
    this.schema = new String(text, StandardCharsets.UTF_8);
    try {
      this.shape = SchemaParser.parse(schema);
    } catch (IllegalArgumentException e) {
      throw broken("its schema is not one: " + e.getMessage(), e);
    }
    if (shape.bytes() != layout.recordBytes()) {
      throw broken(
          "recordBytes="
              + layout.recordBytes()
              + ", by the schema="
              + shape.bytes()
              + ", schema="
              + schema,
          null);
    }
    this.elementsOffset = layout.elementsOffset();
    this.elementBytes = layout.elementBytes();
    this.copyBytes = layout.copyBytes();
    this.writers = new RobustLock[layout.locks()];
    Arrays.setAll(writers, i -> WriterLock.in(home, layout.writerOffset(i)));
  }

  private RegionFormatException broken(String what, @Nullable Exception cause) {
    String message =
        "cannot open " + home.label() + ": " + what + "; delete it and create it again";
    return cause == null
        ? new RegionFormatException(message)
        : new RegionFormatException(message, cause);
  }

  /** Fills new memory: each element gets the record. */
  static void initialize(Block block, SharedStructLayout layout, byte[] schema, byte[] record) {
    layout.writeTo(block);
    block.setBytes(layout.schemaOffset(), schema);
    for (long i = 0; i < layout.length(); i++) {
      block.setBytes(layout.elementsOffset() + i * layout.elementBytes() + Long.BYTES, record);
    }
  }

  /** Refuses a record class that is laid out otherwise than this memory. */
  void check(StructCodec<?> codec) {
    if (!codec.schema().equals(schema)) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + " with record "
              + codec.type().getTypeName()
              + ": the layouts differ; open it with the record that it was created with, or delete"
              + " it and create it again:"
              + shape.beside("file", codec.shape(), "record"));
    }
  }

  long length() {
    return layout.length();
  }

  StructShape shape() {
    return shape;
  }

  String label() {
    return home.label();
  }

  private long element(long index) {
    if (index < 0 || index >= layout.length()) {
      throw new IndexOutOfBoundsException(
          "no such element of "
              + home.label()
              + ": index="
              + index
              + ", length="
              + layout.length()
              + "; count from 0");
    }
    return elementsOffset + index * elementBytes;
  }

  private RobustLock writer(long index) {
    return writers[(int) index & (writers.length - 1)];
  }

  private long copy(long element, long version) {
    return element + Long.BYTES + (version & 1) * copyBytes;
  }

  // ---- reading ----

  Snapshot read(long index) {
    Snapshot snapshot = hastily(index);
    if (snapshot != null) {
      return snapshot;
    }
    long element = element(index);
    return writer(index).<Snapshot, RuntimeException>locked(() -> snapshot(element));
  }

  /** Shows a record, also to those who must not wait or write. */
  String show(long index) {
    Snapshot snapshot = hastily(index);
    return snapshot == null
        ? shape.text() + ", being written"
        : StructBytes.show(StructCodec.buffer(snapshot.bytes()), 0, shape);
  }

  private @Nullable Snapshot hastily(long index) {
    long element = element(index);
    for (int i = 0; i < HASTY_READS; i++) {
      Snapshot snapshot = snapshot(element);
      if (isUnchanged(element, snapshot.version())) {
        return snapshot;
      }
    }
    return null;
  }

  /** May be a mix if a writer is at it. */
  private Snapshot snapshot(long element) {
    long version = block.getLongAcquire(element);
    byte[] bytes = new byte[layout.recordBytes()];
    block.getBytes(copy(element, version), bytes, bytes.length);
    return new Snapshot(version, bytes);
  }

  private boolean isUnchanged(long element, long version) {
    Block.readFence();
    return block.getLongOpaque(element) == version;
  }

  /** Reads a primitive as its bits. */
  long bits(long index, Scalar scalar, int offset) {
    long element = element(index);
    for (int i = 0; i < HASTY_READS; i++) {
      long version = block.getLongAcquire(element);
      long bits = scalar.load(block, copy(element, version) + offset);
      if (isUnchanged(element, version)) {
        return bits;
      }
    }
    return locked(index, () -> scalar.load(block, copy(element, block.getLong(element)) + offset));
  }

  /** Reads a text. */
  String text(long index, Text text, int offset) {
    return StructBytes.getText(StructCodec.buffer(read(index).bytes()), offset, text);
  }

  // ---- writing ----

  private long locked(long index, LongSupplier section) {
    return writer(index).<Long, RuntimeException>locked(section::getAsLong);
  }

  private void publish(long element, LongConsumer fill) {
    long next = block.getLong(element) + 1;
    // step: struct.write
    fill.accept(copy(element, next));
    // step: struct.written
    block.setLongRelease(element, next);
    // step: struct.published
  }

  /** Replaces a record, and tells what was there. */
  byte[] replace(long index, byte[] record) {
    long element = element(index);
    return writer(index)
        .<byte[], RuntimeException>locked(() -> {
          byte[] before = snapshot(element).bytes();
          publish(element, copy -> block.setBytes(copy, record));
          return before;
        });
  }

  void write(long index, byte[] record) {
    long element = element(index);
    writer(index)
        .<Boolean, RuntimeException>locked(() -> {
          publish(element, copy -> block.setBytes(copy, record));
          return true;
        });
  }

  /** Replaces a record that nobody replaced since it was read. */
  boolean writeAfter(Snapshot before, long index, byte[] record) {
    long element = element(index);
    return writer(index)
        .<Boolean, RuntimeException>locked(() -> {
          boolean same = block.getLong(element) == before.version();
          if (same) {
            publish(element, copy -> block.setBytes(copy, record));
          }
          return same;
        });
  }

  /** Replaces a record if it is what the caller thinks, byte for byte. */
  boolean writeInPlaceOf(byte[] expected, long index, byte[] record) {
    Snapshot before;
    do {
      before = read(index);
      if (!Arrays.equals(before.bytes(), expected)) {
        return false;
      }
    } while (!writeAfter(before, index, record));
    return true;
  }

  /** Changes one primitive, given and returned as bits; returns what it was before. */
  long change(long index, Scalar scalar, int offset, LongUnaryOperator change) {
    long element = element(index);
    return locked(
        index,
        () -> {
          long now = copy(element, block.getLong(element));
          long before = scalar.load(block, now + offset);
          long after = change.applyAsLong(before);
          publish(
              element,
              copy -> {
                block.copyBytes(now, copy, copyBytes);
                // step: struct.copied
                scalar.store(block, copy + offset, after);
              });
          return before;
        });
  }

  /** Changes one text, given as bytes of its whole field. */
  void change(long index, int offset, byte[] field) {
    long element = element(index);
    locked(
        index,
        () -> {
          long now = copy(element, block.getLong(element));
          publish(
              element,
              copy -> {
                block.copyBytes(now, copy, copyBytes);
                block.setBytes(copy + offset, field);
              });
          return 0;
        });
  }
}
