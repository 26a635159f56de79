package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a struct, which has one element, and of an array of structs.
 *
 * <pre>
 *   0 length       how many elements
 *   8 recordBytes  length of a record, as the schema has it
 *  12 schemaBytes  length of the schema
 *  16 locks        how many writers' locks: the largest power of two up to both length and 64
 *  64 lock         the lock that belongs to the struct or the array
 * 128 writers      the writers' locks, of 64 bytes each; then the schema in UTF-8, padded to a
 *                  multiple of 64; then the elements
 * </pre>
 *
 * <p>An element is its {@code version}, 8 bytes, then two copies, each of {@code recordBytes}
 * padded to a multiple of 8: copy [version mod 2] is the record. Who writes element i has the
 * writers' lock [i mod locks]. The head and the schema are written by the creator and never change.
 */
final class SharedStructLayout {
  static final int KIND = 11;
  static final int STRUCT = 1;
  static final int ARRAY = 2;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("length"),
              ValueLayout.JAVA_INT.withName("recordBytes"),
              ValueLayout.JAVA_INT.withName("schemaBytes"),
              ValueLayout.JAVA_INT.withName("locks"),
              MemoryLayout.paddingLayout(44),
              LockLayout.LAYOUT)
          .withName("struct");

  static final long LENGTH_OFFSET = offset("length");
  static final long RECORD_BYTES_OFFSET = offset("recordBytes");
  static final long SCHEMA_BYTES_OFFSET = offset("schemaBytes");
  static final long LOCKS_OFFSET = offset("locks");
  static final long LOCK_OFFSET = offset("lock");
  static final long WRITERS_OFFSET = LAYOUT.byteSize();

  /** The least that a payload can be: one lock, a line of schema, one element of one byte. */
  static final long MIN_BYTES = new SharedStructLayout(1, 1, 1).bytes();

  private static final int MAX_LOCKS = 64;
  private static final long LINE_BYTES = 64;

  private final long length;
  private final int recordBytes;
  private final int schemaBytes;

  /** For as many elements, with a record and a schema so long. */
  SharedStructLayout(long length, int recordBytes, int schemaBytes) {
    this.length = length;
    this.recordBytes = recordBytes;
    this.schemaBytes = schemaBytes;
  }

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  /** What a file says; to be checked by {@link #fits}. */
  static SharedStructLayout of(Block block) {
    return new SharedStructLayout(
        block.getLong(LENGTH_OFFSET),
        block.getInt(RECORD_BYTES_OFFSET),
        block.getInt(SCHEMA_BYTES_OFFSET));
  }

  void writeTo(Block block) {
    block.setLong(LENGTH_OFFSET, length);
    block.setInt(RECORD_BYTES_OFFSET, recordBytes);
    block.setInt(SCHEMA_BYTES_OFFSET, schemaBytes);
    block.setInt(LOCKS_OFFSET, locks());
  }

  /** Whether the numbers are those of a memory, and it is as long as they say. */
  boolean fits(Block block) {
    try {
      return length > 0
          && recordBytes > 0
          && schemaBytes > 0
          && block.getInt(LOCKS_OFFSET) == locks()
          && block.byteSize() == bytes();
    } catch (ArithmeticException e) {
      return false;
    }
  }

  long length() {
    return length;
  }

  int recordBytes() {
    return recordBytes;
  }

  int schemaBytes() {
    return schemaBytes;
  }

  int locks() {
    return (int) Long.highestOneBit(Math.min(length, MAX_LOCKS));
  }

  long writerOffset(int lock) {
    return WRITERS_OFFSET + lock * LockLayout.BYTES;
  }

  long schemaOffset() {
    return writerOffset(locks());
  }

  long elementsOffset() {
    return roundUp(schemaOffset() + schemaBytes, LINE_BYTES);
  }

  /** How long one of the two copies of an element is. */
  long copyBytes() {
    return roundUp(recordBytes, Long.BYTES);
  }

  long elementBytes() {
    return Long.BYTES + 2 * copyBytes();
  }

  long bytes() {
    return Math.addExact(elementsOffset(), Math.multiplyExact(length, elementBytes()));
  }

  /** The greatest length whose memory can be counted; no machine has that much. */
  static long maxLength(int recordBytes) {
    return (Long.MAX_VALUE >> 1) / new SharedStructLayout(1, recordBytes, 1).elementBytes();
  }

  private static long roundUp(long bytes, long alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
  }
}
