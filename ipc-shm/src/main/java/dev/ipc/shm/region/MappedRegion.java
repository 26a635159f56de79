package dev.ipc.shm.region;

import static dev.ipc.shm.region.RegionLayout.PAYLOAD_OFFSET;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionFormatException;
import dev.ipc.RegionMissingException;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import dev.ipc.memory.Block;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A region's file in memory: made new, or opened and validated. */
record MappedRegion(Arena arena, MemorySegment segment) {
  private static final long UNMAP_AGAIN_NANOS = 1_000_000;

  /** Makes a file with a header and an initialized payload. */
  static MappedRegion create(Path file, Blueprint<?> blueprint, long payloadBytes)
      throws IOException {
    long bytes = RegionLayout.fileBytes(payloadBytes);
    Arena arena = Arena.ofShared();
    try (FileChannel channel = OwnFiles.createZeroed(file, bytes)) {
      MappedRegion region =
          new MappedRegion(arena, channel.map(MapMode.READ_WRITE, 0, bytes, arena));
      Block header = region.header();
      ObjectId id = ObjectId.random();
      header.setLong(RegionLayout.MAGIC_OFFSET, RegionLayout.MAGIC);
      header.setInt(RegionLayout.VERSION_OFFSET, RegionLayout.VERSION);
      header.setInt(RegionLayout.BYTE_ORDER_OFFSET, RegionLayout.BYTE_ORDER);
      header.setInt(RegionLayout.KIND_OFFSET, blueprint.format().kind());
      header.setInt(RegionLayout.ELEMENT_OFFSET, blueprint.format().element());
      header.setLong(RegionLayout.ID_HIGH_OFFSET, id.high());
      header.setLong(RegionLayout.ID_LOW_OFFSET, id.low());
      header.setLong(RegionLayout.PAYLOAD_BYTES_OFFSET, payloadBytes);
      header.setLong(RegionLayout.CREATOR_PID_OFFSET, ProcessHandle.current().pid());
      header.setLong(RegionLayout.CREATED_MILLIS_OFFSET, System.currentTimeMillis());
      blueprint.initialize().accept(new Block(region.payload()));
      return region;
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  /** Maps a file and checks that it is what the caller thinks. */
  static MappedRegion open(Path file, Format<?> format) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = OwnFiles.open(file)) {
      long bytes = channel.size();
      if (bytes < PAYLOAD_OFFSET) {
        throw refused(
            file, "not a region, or truncated: bytes=" + bytes + ", at least=" + PAYLOAD_OFFSET);
      }
      MappedRegion region =
          new MappedRegion(arena, channel.map(MapMode.READ_WRITE, 0, bytes, arena));
      region.check(file, format, bytes);
      // step: open.mapped
      return region;
    } catch (NoSuchFileException e) {
      arena.close();
      throw missing(file);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  private void check(Path file, Format<?> format, long bytes) {
    Block header = header();
    RegionLayout.flaw(header)
        .ifPresent(why -> {
          throw refused(file, why);
        });
    int kind = header.getInt(RegionLayout.KIND_OFFSET);
    if (kind != format.kind()) {
      throw refused(
          file, "kind=" + kind + ", expected=" + format.kind() + " (" + format.kindName() + ")");
    }
    int element = header.getInt(RegionLayout.ELEMENT_OFFSET);
    if (format.element() != Format.ANY_ELEMENT && element != format.element()) {
      throw refused(
          file,
          format.kindName()
              + " of element type="
              + element
              + ", expected="
              + format.element()
              + " ("
              + format.elementName()
              + ")");
    }
    long payload = header.getLong(RegionLayout.PAYLOAD_BYTES_OFFSET);
    if (payload < format.minPayloadBytes() || payload != bytes - PAYLOAD_OFFSET) {
      throw refused(
          file,
          "payload bytes="
              + payload
              + ", at least="
              + format.minPayloadBytes()
              + ", in the file="
              + (bytes - PAYLOAD_OFFSET));
    }
    if (RegionLayout.hasFlag(header, RegionLayout.BROKEN)) {
      throw new RegionBrokenException(
          "region "
              + file
              + " is broken: it lost its memory in use; delete it and create it again");
    }
    if (RegionLayout.hasFlag(header, RegionLayout.UNLINKED)) {
      throw missing(file);
    }
  }

  private static RegionMissingException missing(Path file) {
    return new RegionMissingException(
        "no such object: " + file + "; create it first, or check the domain and the name");
  }

  private static RegionFormatException refused(Path file, String why) {
    return new RegionFormatException(
        "cannot open " + file + ": " + why + "; open it as what it is, or delete it");
  }

  Block header() {
    return new Block(segment.asSlice(0, PAYLOAD_OFFSET));
  }

  MemorySegment payload() {
    return segment.asSlice(PAYLOAD_OFFSET);
  }

  ObjectId id() {
    return RegionLayout.id(header());
  }

  /** Unmaps; if a channel reads into the memory or writes from it, when that has ended. */
  void unmap() {
    if (!tryUnmap()) {
      Thread.ofPlatform()
          .daemon()
          .name("ipc-unmap")
          .start(() -> {
            while (!tryUnmap()) {
              LockSupport.parkNanos(UNMAP_AGAIN_NANOS);
            }
          });
    }
  }

  private boolean tryUnmap() {
    try {
      arena.close();
      return true;
    } catch (IllegalStateException e) {
      return !arena.scope().isAlive();
    }
  }
}
