package dev.ipc.lock;

import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import java.util.ArrayList;
import java.util.List;

/**
 * What each member of a domain has of something: one count per slot, with the member it belongs to,
 * so that who gets a dead one's slot does not inherit its count.
 *
 * <pre>
 * entry, 8 bytes: [0:1][slot:12][generation:19][count:32], 0 = nothing
 * </pre>
 *
 * <p>Entries are changed under a lock of whoever uses the ledger, by one store each, so a death
 * leaves each whole. They may be read without it.
 */
public final class Ledger {
  /** Length in bytes of one entry. */
  public static final long ENTRY_BYTES = Long.BYTES;

  private final Block block;
  private final long offset;
  private final int slots;

  /**
   * A member's entry.
   *
   * @param owner whose it is
   * @param count how much it has, never 0
   */
  public record Entry(OwnerId owner, int count) {}

  /**
   * Binds a ledger to its memory: from an offset to the end of a block.
   *
   * @param block the memory
   * @param offset where the first entry is, a multiple of 8
   */
  public Ledger(Block block, long offset) {
    this.block = block;
    this.offset = offset;
    this.slots = Math.toIntExact((block.byteSize() - offset) / ENTRY_BYTES);
  }

  /**
   * What a member has.
   *
   * @param owner the member
   * @return its count; 0 also if the slot's entry is that of a predecessor
   */
  public int count(OwnerId owner) {
    long entry = block.getLongOpaque(offset(owner));
    return owner(entry) == owner.bits() ? (int) entry : 0;
  }

  /**
   * Writes down what a member has, in place of whatever a predecessor in its slot had.
   *
   * @param owner the member
   * @param count how much it has from now on
   */
  public void set(OwnerId owner, int count) {
    block.setLongRelease(
        offset(owner), count == 0 ? 0 : (long) owner.bits() << 32 | Integer.toUnsignedLong(count));
  }

  /**
   * What is left in a member's slot from a predecessor, who is dead.
   *
   * @param owner the member that has the slot now
   * @return the predecessor's count
   */
  public int inherited(OwnerId owner) {
    long entry = block.getLongOpaque(offset(owner));
    return owner(entry) == owner.bits() ? 0 : (int) entry;
  }

  /**
   * What all members have together, dead ones included.
   *
   * @return the sum
   */
  public long sum() {
    long sum = 0;
    for (int slot = 0; slot < slots; slot++) {
      sum += (int) block.getLongOpaque(offset + slot * ENTRY_BYTES);
    }
    return sum;
  }

  /**
   * Who has something.
   *
   * @return the entries, by slot
   */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      long entry = block.getLongAcquire(offset + slot * ENTRY_BYTES);
      if (entry != 0) {
        entries.add(new Entry(OwnerId.ofBits(owner(entry)), (int) entry));
      }
    }
    return entries;
  }

  /**
   * Who has something and is dead. Asks about each, so it is not for a section.
   *
   * @param liveness who knows
   * @param self the asking process, which lives
   * @return their entries
   */
  public List<Entry> dead(Liveness liveness, OwnerId self) {
    List<Entry> entries = entries();
    entries.removeIf(entry -> entry.owner().equals(self) || liveness.isAlive(entry.owner()));
    return entries;
  }

  private long offset(OwnerId owner) {
    return offset + owner.slot() * ENTRY_BYTES;
  }

  private static int owner(long entry) {
    return (int) (entry >>> 32);
  }
}
