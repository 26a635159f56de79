package dev.ipc.testkit;

import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Deaths by word of the test: every owner lives until it is killed, and is never seen again. */
public final class ScriptedLiveness implements Liveness {
  private static final int REMEMBERED = 10_000;

  private final Set<OwnerId> dead = new HashSet<>();
  private final Map<Integer, OwnerId> slots = new HashMap<>();
  private final Map<OwnerId, Long> pids = new HashMap<>();
  private final List<OwnerId> asked = new ArrayList<>();

  /**
   * Hands out a slot, whose last owner is dead from then on if it was not before.
   *
   * @param slot the slot
   * @param pid the process id of the new owner
   * @return the owner, of the slot's next generation
   */
  public synchronized OwnerId join(int slot, long pid) {
    OwnerId last = slots.get(slot);
    int generation = last == null ? 1 : last.generation() + 1;
    if (last != null) {
      dead.add(last);
      pids.remove(last);
    }
    OwnerId owner = new OwnerId(slot, generation);
    slots.put(slot, owner);
    pids.put(owner, pid);
    return owner;
  }

  /**
   * Ends an owner, for good.
   *
   * @param owner who dies
   */
  public synchronized void kill(OwnerId owner) {
    dead.add(owner);
  }

  /**
   * Who was asked about so far; the first ten thousand times.
   *
   * @return the owners, in order and with repetitions
   */
  public synchronized List<OwnerId> asked() {
    return List.copyOf(asked);
  }

  @Override
  public synchronized boolean isAlive(OwnerId owner) {
    if (asked.size() < REMEMBERED) {
      asked.add(owner);
    }
    return !dead.contains(owner);
  }

  @Override
  public synchronized OptionalLong pid(OwnerId owner) {
    Long pid = pids.get(owner);
    return pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
  }
}
