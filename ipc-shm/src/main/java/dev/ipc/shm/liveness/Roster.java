package dev.ipc.shm.liveness;

import static dev.ipc.shm.liveness.RosterLayout.BYTE_ORDER_OFFSET;
import static dev.ipc.shm.liveness.RosterLayout.CAPACITY_OFFSET;
import static dev.ipc.shm.liveness.RosterLayout.HIGH_WATER_OFFSET;
import static dev.ipc.shm.liveness.RosterLayout.LIFETIME_OFFSET;
import static dev.ipc.shm.liveness.RosterLayout.MAGIC_OFFSET;
import static dev.ipc.shm.liveness.RosterLayout.NEXT_SLOT_OFFSET;
import static dev.ipc.shm.liveness.RosterLayout.VERSION_OFFSET;

import dev.ipc.RegionFormatException;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The mapped table of a domain's slots, see {@link RosterLayout}. */
final class Roster implements AutoCloseable {
  static final String NAME = "roster";
  static final String NEW_NAME = ".roster.new";

  private final Arena arena;
  private final Block block;
  private final int capacity;

  private Roster(Arena arena, Block block) {
    this.arena = arena;
    this.block = block;
    this.capacity = block.getInt(CAPACITY_OFFSET);
  }

  /** Maps the roster of a domain, and makes it first if there is none. The gate is held. */
  static Roster openOrCreate(Path folder, int capacity, int lifetime) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      create(folder, file, capacity, lifetime);
    }
    return open(file, MapMode.READ_WRITE);
  }

  /** Maps the roster of a domain to be looked at only. */
  static Roster openToRead(Path folder) throws IOException {
    return open(folder.resolve(NAME), MapMode.READ_ONLY);
  }

  private static void create(Path folder, Path file, int capacity, int lifetime)
      throws IOException {
    Path fresh = folder.resolve(NEW_NAME);
    Files.deleteIfExists(fresh);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = OwnFiles.createZeroed(fresh, RosterLayout.bytes(capacity))) {
      Block block = new Block(channel.map(MapMode.READ_WRITE, 0, channel.size(), arena));
      block.setLong(MAGIC_OFFSET, RosterLayout.MAGIC);
      block.setInt(VERSION_OFFSET, RosterLayout.VERSION);
      block.setInt(BYTE_ORDER_OFFSET, RosterLayout.BYTE_ORDER);
      block.setInt(CAPACITY_OFFSET, capacity);
      block.setInt(LIFETIME_OFFSET, lifetime);
    }
    // step: domain.roster
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Roster open(Path file, MapMode mode) throws IOException {
    Arena arena = Arena.ofShared();
    boolean readOnly = mode.equals(MapMode.READ_ONLY);
    try (FileChannel channel = readOnly ? OwnFiles.openToRead(file) : OwnFiles.open(file)) {
      long bytes = channel.size();
      if (bytes < RosterLayout.bytes(0)) {
        throw refused(file, "truncated: bytes=" + bytes + ", at least=" + RosterLayout.bytes(0));
      }
      MemorySegment segment = channel.map(mode, 0, bytes, arena);
      Block block = new Block(segment);
      check(file, block, bytes);
      return new Roster(arena, block);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  private static void check(Path file, Block block, long bytes) {
    if (block.getLong(MAGIC_OFFSET) != RosterLayout.MAGIC) {
      throw refused(file, "not a roster: magic=0x" + Long.toHexString(block.getLong(MAGIC_OFFSET)));
    }
    if (block.getInt(BYTE_ORDER_OFFSET) != RosterLayout.BYTE_ORDER) {
      throw refused(file, "written on a processor of the other byte order");
    }
    int version = block.getInt(VERSION_OFFSET);
    if (version != RosterLayout.VERSION) {
      throw refused(file, "file format version=" + version + ", needed=" + RosterLayout.VERSION);
    }
    int lifetime = block.getInt(LIFETIME_OFFSET);
    if (lifetime != RosterLayout.TEMPORARY && lifetime != RosterLayout.PERSISTENT) {
      throw refused(file, "lifetime=" + lifetime + ", possible=1 or 2");
    }
    int capacity = block.getInt(CAPACITY_OFFSET);
    if (capacity < 1 || capacity > OwnerId.MAX_SLOT + 1 || bytes != RosterLayout.bytes(capacity)) {
      throw refused(file, "capacity=" + capacity + " does not fit bytes=" + bytes);
    }
  }

  private static RegionFormatException refused(Path file, String why) {
    return new RegionFormatException(
        "cannot join the domain of "
            + file
            + ": "
            + why
            + "; use another domain, or delete its folder when no process uses it");
  }

  int capacity() {
    return capacity;
  }

  boolean isTemporary() {
    return block.getInt(LIFETIME_OFFSET) == RosterLayout.TEMPORARY;
  }

  int highWater() {
    return Math.min(capacity, block.getIntVolatile(HIGH_WATER_OFFSET));
  }

  /** The slot with which the next claimer begins, a different one each time. */
  int nextSlot() {
    return Math.floorMod(block.getAndAddInt(NEXT_SLOT_OFFSET, 1), capacity);
  }

  int generation(int slot) {
    return (int) block.getLongAcquire(RosterLayout.generationOffset(slot));
  }

  long pid(int slot) {
    return block.getLongVolatile(RosterLayout.pidOffset(slot));
  }

  long startMillis(int slot) {
    return block.getLongVolatile(RosterLayout.startMillisOffset(slot));
  }

  /** Says that a generation is about to end and needs the domain no more. */
  void setLeaving(OwnerId member) {
    block.setLongVolatile(RosterLayout.leavingOffset(member.slot()), member.generation());
  }

  boolean isLeaving(int slot) {
    return block.getLongVolatile(RosterLayout.leavingOffset(slot)) == generation(slot);
  }

  /** Makes the caller, who has the slot's byte locked, its next generation. */
  OwnerId claim(int slot, long pid, long startMillis) {
    int generation = generation(slot) + 1;
    block.setLong(RosterLayout.pidOffset(slot), pid);
    block.setLong(RosterLayout.startMillisOffset(slot), startMillis);
    int highWater;
    do {
      highWater = block.getIntVolatile(HIGH_WATER_OFFSET);
    } while (highWater <= slot && !block.compareAndSetInt(HIGH_WATER_OFFSET, highWater, slot + 1));
    // step: join.recorded
    block.setLongRelease(RosterLayout.generationOffset(slot), generation);
    // step: join.claimed
    return new OwnerId(slot, generation);
  }

  @Override
  public void close() {
    arena.close();
  }
}
