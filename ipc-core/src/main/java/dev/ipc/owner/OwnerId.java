package dev.ipc.owner;

/**
 * One process's membership in a domain, unlike any other that was or will be: the slot it holds and
 * the generation of that slot. It fits in 31 bits, {@code [slot:12][generation:19]}, so that a lock
 * word can name its owner, and is never 0.
 *
 * @param slot from 0 to {@link #MAX_SLOT}
 * @param generation from 1 to {@link #MAX_GENERATION}
 */
public record OwnerId(int slot, int generation) {
  private static final int GENERATION_BITS = 19;

  /** The last generation of a slot; a slot that reached it is not handed out again. */
  public static final int MAX_GENERATION = (1 << GENERATION_BITS) - 1;

  /** The last slot. */
  public static final int MAX_SLOT = (1 << 12) - 2;

  /** All the bits that an owner can have. */
  public static final int MASK = Integer.MAX_VALUE;

  /** Checks the ranges. */
  public OwnerId {
    if (slot < 0 || slot > MAX_SLOT || generation < 1 || generation > MAX_GENERATION) {
      throw new IllegalArgumentException(
          "not an owner: slot=" + slot + ", generation=" + generation);
    }
  }

  /**
   * Reads an owner out of a word.
   *
   * @param bits what {@link #bits} gave
   * @return the owner
   * @throws IllegalArgumentException if no owner has these bits
   */
  public static OwnerId ofBits(int bits) {
    return new OwnerId((bits & MASK) >>> GENERATION_BITS, bits & MAX_GENERATION);
  }

  /**
   * Packs the owner.
   *
   * @return 31 bits, never 0
   */
  public int bits() {
    return slot << GENERATION_BITS | generation;
  }

  /** What the compiler makes of a record is linked slowly, and this is needed in every start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof OwnerId owner && owner.bits() == bits();
  }

  @Override
  public int hashCode() {
    return bits();
  }

  @Override
  public String toString() {
    return slot + "." + generation;
  }
}
