package dev.ipc.sync;

import dev.ipc.RegionFormatException;
import dev.ipc.bind.Home;
import dev.ipc.lock.Ledger;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import java.util.stream.Collectors;

/** What barriers and latches do alike with the ledger of who takes part in them. */
final class Registry {
  private Registry() {}

  /** Refuses memory in which a field has a value that was never written there. */
  static void require(boolean possible, Home home, String what) {
    if (!possible) {
      throw new RegionFormatException(
          "cannot open " + home.label() + ": " + what + "; delete it and create it again");
    }
  }

  /** Checks the entries from an offset to the end of the memory, each by one load. */
  static void check(Home home, long offset) {
    Block block = home.block();
    long bytes = block.byteSize() - offset;
    require(bytes % Ledger.ENTRY_BYTES == 0, home, "bytes for entries=" + bytes);
    for (int slot = 0; slot < bytes / Ledger.ENTRY_BYTES; slot++) {
      long entry = block.getLongAcquire(offset + slot * Ledger.ENTRY_BYTES);
      require(
          entry == 0 || (isOwner((int) (entry >>> 32), slot) && (int) entry > 0),
          home,
          "entry of slot " + slot + "=0x" + Long.toHexString(entry));
    }
  }

  /** Whether these are the bits of an owner, and one of that slot. */
  private static boolean isOwner(int bits, int slot) {
    return isOwner(bits) && OwnerId.ofBits(bits).slot() == slot;
  }

  /** Whether these are the bits of an owner. */
  static boolean isOwner(int bits) {
    try {
      return OwnerId.ofBits(bits).bits() == bits;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Lists who takes part, for display; nothing if nobody does. */
  static String describe(Ledger ledger, Liveness liveness, String before) {
    String all =
        ledger.entries().stream()
            .map(entry -> who(entry.owner(), liveness) + " x " + entry.count())
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : before + all;
  }

  private static String who(OwnerId owner, Liveness liveness) {
    var pid = liveness.pid(owner);
    return pid.isPresent() ? "pid " + pid.getAsLong() : "member " + owner;
  }
}
