package dev.ipc.shm.liveness;

import dev.ipc.MembershipException;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.os.KernelLocks;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * This process's place in a domain.
 *
 * <p>A member has byte <i>slot</i> of the empty file {@code members} locked. The kernel takes that
 * lock away when the process is gone, however it ended, and not before all its threads are: so
 * whoever finds a byte unlocked knows that its last claimer will never write again. An owner (slot,
 * generation) lives iff the slot's generation is that one and its byte is locked.
 *
 * <p>Probes take the byte <i>shared</i>, so that two probers do not take each other for the owner.
 * A claimer that meets a probe goes on to the next slot.
 */
public final class Membership implements Liveness {
  private final GuardedFile members;
  private final Roster roster;
  private final OwnerId self;
  private final Optional<KernelLocks.Held> lock;
  private volatile boolean left;

  private Membership(GuardedFile members, Roster roster, OwnerId self) {
    this.members = members;
    this.roster = roster;
    this.self = self;
    this.lock = KernelLocks.held(members.path(), self.slot());
  }

  /** Claims a slot. The gate is held. */
  static Membership claim(GuardedFile members, Roster roster) {
    int capacity = roster.capacity();
    do {
      for (int i = 0; i < capacity; i++) {
        int slot = roster.nextSlot();
        if (roster.generation(slot) < OwnerId.MAX_GENERATION
            && members.tryLock(slot, 1) == Guard.TAKEN) {
          // step: join.locked
          ProcessHandle process = ProcessHandle.current();
          long start =
              process.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
          return new Membership(members, roster, roster.claim(slot, process.pid(), start));
        }
      }
    } while (hasFreeSlot(members, roster));
    throw new MembershipException(
        "cannot join the domain of "
            + members.path()
            + ": all slots are taken, capacity="
            + capacity
            + "; end some of its processes or spread them over several domains");
  }

  /** How many slots there are. */
  int capacity() {
    return roster.capacity();
  }

  /** Whether some slot was only probed by others when it seemed to be taken. */
  private static boolean hasFreeSlot(GuardedFile members, Roster roster) {
    return IntStream.range(0, roster.capacity())
        .anyMatch(slot ->
            roster.generation(slot) < OwnerId.MAX_GENERATION && members.probe(slot) == Guard.TAKEN);
  }

  /** Who this process is. */
  public OwnerId self() {
    return self;
  }

  @Override
  public boolean isAlive(OwnerId owner) {
    if (owner.equals(self)) {
      return !left;
    }
    if (owner.slot() >= roster.capacity()
        || roster.generation(owner.slot()) != owner.generation()) {
      return false;
    }
    return members.probe(owner.slot()) != Guard.TAKEN;
  }

  @Override
  public OptionalLong pid(OwnerId owner) {
    if (owner.slot() >= roster.capacity()) {
      return OptionalLong.empty();
    }
    long pid = roster.pid(owner.slot());
    return roster.generation(owner.slot()) == owner.generation()
        ? OptionalLong.of(pid)
        : OptionalLong.empty();
  }

  /** Whether some other process lives in the domain and has not said that it is about to end. */
  boolean hasOthers() {
    for (int slot = 0; slot < roster.highWater(); slot++) {
      if (slot != self.slot()
          && roster.generation(slot) != 0
          && !roster.isLeaving(slot)
          && members.probe(slot) != Guard.TAKEN) {
        return true;
      }
    }
    return false;
  }

  /** Tells the others that this process is about to end, and will not need the domain's files. */
  void announceEnd() {
    roster.setLeaving(self);
  }

  /**
   * Whether a process said before its end that it was about to end, as it does in a temporary
   * domain unless it is killed.
   *
   * @param pid its process id; it may have ended, but not long ago: its slot is given to the next
   *     process but as many as there are slots
   * @return true if it did
   */
  public boolean saidItWouldEnd(long pid) {
    return IntStream.range(0, roster.highWater())
        .anyMatch(slot -> roster.pid(slot) == pid && roster.isLeaving(slot));
  }

  /**
   * Gives the slot back. No thread of this process may use the domain any more.
   *
   * @return false if that was done before
   */
  boolean release() {
    if (left) {
      return false;
    }
    left = true;
    members.unlock(self.slot());
    return true;
  }

  /**
   * Looks whether the lock that makes this process alive is still there. Other code in this JVM
   * drops it by opening and closing the file {@code members}.
   *
   * @return false if it was lost: other processes take this one for dead
   */
  boolean isIntact() {
    return left || lock.isEmpty() || lock.get().isThere();
  }
}
