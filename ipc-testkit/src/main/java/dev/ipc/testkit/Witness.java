package dev.ipc.testkit;

import dev.ipc.memory.Block;

/**
 * Sees it when a critical section is entered by two at once. It is one long of shared memory that
 * is read and written without atomics: only the section itself keeps the steps of two users apart.
 */
public final class Witness {
  private static final long NOBODY = 0;

  private final Block block;
  private final long offset;

  /**
   * Creates a witness.
   *
   * @param block the memory
   * @param offset byte offset of a long that is 0 at first
   */
  public Witness(Block block, long offset) {
    this.block = block;
    this.offset = offset;
  }

  /**
   * To be called first in the section.
   *
   * @param user who enters; not 0, and nobody else's
   * @throws AssertionError if another is inside
   */
  public void enter(long user) {
    long inside = block.getLongOpaque(offset);
    if (inside != NOBODY) {
      throw new AssertionError("section entered twice: by=" + user + ", inside=" + inside);
    }
    block.setLongOpaque(offset, user);
  }

  /**
   * To be called last in the section.
   *
   * @param user who leaves
   * @throws AssertionError if another came in meanwhile
   */
  public void leave(long user) {
    long inside = block.getLongOpaque(offset);
    if (inside != user) {
      throw new AssertionError("section entered twice: leaving=" + user + ", inside=" + inside);
    }
    block.setLongOpaque(offset, NOBODY);
  }

  /**
   * Who is inside.
   *
   * @return the user, or 0
   */
  public long inside() {
    return block.getLongOpaque(offset);
  }

  /** Forgets a user who died inside; part of the repair of the section. */
  public void forget() {
    block.setLongOpaque(offset, NOBODY);
  }
}
