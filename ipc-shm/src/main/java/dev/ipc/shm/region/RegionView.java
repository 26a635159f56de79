package dev.ipc.shm.region;

import static dev.ipc.shm.region.RegionLayout.PAYLOAD_OFFSET;

import dev.ipc.Shared;
import dev.ipc.bind.Format;
import dev.ipc.bind.Identity;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of a domain as tools see it: mapped to be read, whatever it is. For one thread, and for a
 * moment.
 *
 * @param file the file
 * @param bytes its length
 * @param arena unmaps it
 * @param segment its memory
 */
public record RegionView(Path file, long bytes, Arena arena, MemorySegment segment)
    implements AutoCloseable {
  /**
   * Opens a file to look at it.
   *
   * @param file the file
   * @return the look, to be closed
   * @throws IOException if it is no regular file of this user, or cannot be read
   */
  public static RegionView open(Path file) throws IOException {
    Arena arena = Arena.ofConfined();
    try (FileChannel channel = OwnFiles.openToRead(file)) {
      long bytes = channel.size();
      return new RegionView(file, bytes, arena, channel.map(MapMode.READ_ONLY, 0, bytes, arena));
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  /**
   * Why this is no region that can be read.
   *
   * @return a phrase, or empty if all other methods may be called
   */
  public Optional<String> flaw() {
    if (bytes < PAYLOAD_OFFSET) {
      return Optional.of(
          "not a region, or truncated: bytes=" + bytes + ", at least=" + PAYLOAD_OFFSET);
    }
    return RegionLayout.flaw(header()).or(this::payloadFlaw);
  }

  private Optional<String> payloadFlaw() {
    long payload = payloadBytes();
    long here = bytes - PAYLOAD_OFFSET;
    if (payload > here) {
      return Optional.of("truncated: payload bytes=" + payload + ", in the file=" + here);
    }
    long least = format().map(Format::minPayloadBytes).orElse(0L);
    return payload < here || payload < least
        ? Optional.of("payload bytes=" + payload + ", at least=" + least + ", in the file=" + here)
        : Optional.empty();
  }

  /** What object it is, or empty if this version does not know its kind. */
  public Optional<Format<?>> format() {
    return Formats.find(kind(), element());
  }

  /** The number of its kind. */
  public int kind() {
    return header().getInt(RegionLayout.KIND_OFFSET);
  }

  /** The number of its element type. */
  public int element() {
    return header().getInt(RegionLayout.ELEMENT_OFFSET);
  }

  /** Which object it is, as text. */
  public String id() {
    return RegionLayout.id(header()).toString();
  }

  /** Which object it is, for the object itself. */
  Identity identity() {
    ObjectId id = RegionLayout.id(header());
    return new Identity(id.high(), id.low(), 0);
  }

  /** The length of the object's memory. */
  public long payloadBytes() {
    return header().getLong(RegionLayout.PAYLOAD_BYTES_OFFSET);
  }

  /** Who made it. */
  public long creatorPid() {
    return header().getLong(RegionLayout.CREATOR_PID_OFFSET);
  }

  /** When it was made, since 1970. */
  public long createdMillis() {
    return header().getLong(RegionLayout.CREATED_MILLIS_OFFSET);
  }

  /** Whether its name is being deleted. */
  public boolean isUnlinked() {
    return RegionLayout.hasFlag(header(), RegionLayout.UNLINKED);
  }

  /** Whether it lost its memory in use. */
  public boolean isBroken() {
    return RegionLayout.hasFlag(header(), RegionLayout.BROKEN);
  }

  /** The object's memory; writing to it is an exception. */
  public Block payload() {
    return new Block(segment.asSlice(PAYLOAD_OFFSET));
  }

  /**
   * The object, to be read.
   *
   * @param format what {@link #format} returned; of a kind that needs no membership
   * @return the object; never closed, and of no use after this view is
   */
  public Shared object(Format<?> format) {
    return object(format, ViewHome.EVERYBODY_LIVES);
  }

  /**
   * The object, to be read by one who knows who is alive.
   *
   * @param format what {@link #format} returned; of a kind that needs no membership
   * @param liveness of the object's domain
   * @return the object; never closed, and of no use after this view is
   */
  public Shared object(Format<?> format, Liveness liveness) {
    return format.binder().bind(new ViewHome(this, liveness), null);
  }

  private Block header() {
    return new Block(segment.asSlice(0, PAYLOAD_OFFSET));
  }

  @Override
  public void close() {
    arena.close();
  }
}
