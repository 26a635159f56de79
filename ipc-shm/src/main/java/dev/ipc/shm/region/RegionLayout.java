package dev.ipc.shm.region;

import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The header of a region's file; the object's own memory follows at {@link #PAYLOAD_OFFSET}.
 *
 * <pre>
 *   0 magic         "ipcREGN1"
 *   8 version       of the file format
 *  12 byteOrder     0x01020304 as the writer's processor stores it
 *  16 kind          what object this is, by the table of kinds
 *  20 element       what sort of it; its meaning depends on the kind
 *  24 idHigh        half of 128 random bits, so that a name that was used again is noticed
 *  32 idLow         the other half
 *  40 payloadBytes  length of the object's memory
 *  48 creatorPid    process that made it
 *  56 createdMillis when, since 1970
 * 128 flags         1 = unlinked: its name is being deleted; 2 = broken: it lost its memory
 * 256 payload       the object's own memory
 * </pre>
 *
 * <p>All but {@code flags} is written by the creator before the file gets its name, and never
 * changes. {@code flags} is on a cache line of its own.
 */
final class RegionLayout {
  static final long MAGIC = 0x69_70_63_52_45_47_4e_31L;
  static final int VERSION = 1;
  static final int BYTE_ORDER = 0x01020304;
  static final int UNLINKED = 1;
  static final int BROKEN = 2;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("magic"),
              ValueLayout.JAVA_INT.withName("version"),
              ValueLayout.JAVA_INT.withName("byteOrder"),
              ValueLayout.JAVA_INT.withName("kind"),
              ValueLayout.JAVA_INT.withName("element"),
              ValueLayout.JAVA_LONG.withName("idHigh"),
              ValueLayout.JAVA_LONG.withName("idLow"),
              ValueLayout.JAVA_LONG.withName("payloadBytes"),
              ValueLayout.JAVA_LONG.withName("creatorPid"),
              ValueLayout.JAVA_LONG.withName("createdMillis"),
              MemoryLayout.paddingLayout(64),
              ValueLayout.JAVA_INT.withName("flags"),
              MemoryLayout.paddingLayout(124))
          .withName("region");

  static final long PAYLOAD_OFFSET = LAYOUT.byteSize();

  static final long MAGIC_OFFSET = offset("magic");
  static final long VERSION_OFFSET = offset("version");
  static final long BYTE_ORDER_OFFSET = offset("byteOrder");
  static final long KIND_OFFSET = offset("kind");
  static final long ELEMENT_OFFSET = offset("element");
  static final long ID_HIGH_OFFSET = offset("idHigh");
  static final long ID_LOW_OFFSET = offset("idLow");
  static final long PAYLOAD_BYTES_OFFSET = offset("payloadBytes");
  static final long CREATOR_PID_OFFSET = offset("creatorPid");
  static final long CREATED_MILLIS_OFFSET = offset("createdMillis");
  static final long FLAGS_OFFSET = offset("flags");

  private RegionLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long fileBytes(long payloadBytes) {
    return Math.addExact(PAYLOAD_OFFSET, payloadBytes);
  }

  /** Why a header is not one that this version reads, or empty if it is. */
  static Optional<String> flaw(Block header) {
    long magic = header.getLong(MAGIC_OFFSET);
    if (magic != MAGIC) {
      return Optional.of("not a region: magic=0x" + Long.toHexString(magic));
    }
    if (header.getInt(BYTE_ORDER_OFFSET) != BYTE_ORDER) {
      return Optional.of("written on a processor of the other byte order");
    }
    int version = header.getInt(VERSION_OFFSET);
    if (version != VERSION) {
      return Optional.of("file format version=" + version + ", this library's=" + VERSION);
    }
    return Optional.empty();
  }

  static void setFlag(Block header, int flag) {
    int flags;
    do {
      flags = header.getIntVolatile(FLAGS_OFFSET);
    } while (!header.compareAndSetInt(FLAGS_OFFSET, flags, flags | flag));
  }

  static boolean hasFlag(Block header, int flag) {
    return (header.getIntVolatile(FLAGS_OFFSET) & flag) != 0;
  }

  static ObjectId id(Block header) {
    return new ObjectId(header.getLong(ID_HIGH_OFFSET), header.getLong(ID_LOW_OFFSET));
  }
}
