package dev.ipc.shm.liveness;

import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A look at the members of a domain from outside: it takes no slot and writes nothing. A slot is
 * probed as members probe each other, so a process that joins in the same microsecond takes the
 * next slot.
 */
public final class Census implements Liveness, AutoCloseable {
  private final Roster roster;
  private final @Nullable GuardedFile members;

  private Census(Roster roster, @Nullable GuardedFile members) {
    this.roster = roster;
    this.members = members;
  }

  /**
   * The last process that had a slot.
   *
   * @param id slot and generation
   * @param pid its process id
   * @param startMillis when it started, since 1970, or 0 if unknown
   * @param alive false if it died or left, which cannot be told apart
   */
  public record Member(OwnerId id, long pid, long startMillis, boolean alive) {}

  /**
   * Opens a domain to look at it.
   *
   * @param folder the domain's folder
   * @return the look, to be closed
   * @throws NoSuchFileException if the domain is half made or half deleted: it has no roster
   * @throws IOException if the file system fails, or the folder is not this user's alone
   */
  public static Census open(Path folder) throws IOException {
    OwnFiles.checkFolder(folder);
    Roster roster = Roster.openToRead(folder);
    try {
      Path members = folder.resolve(Domain.MEMBERS);
      if (!Files.exists(members, LinkOption.NOFOLLOW_LINKS)) {
        return new Census(roster, null);
      }
      OwnFiles.checkFile(members);
      return new Census(roster, Guard.open(members));
    } catch (Throwable t) {
      roster.close();
      throw t;
    }
  }

  /** How many members the domain has room for. */
  public int capacity() {
    return roster.capacity();
  }

  /** Whether the domain is deleted with its last member. */
  public boolean isTemporary() {
    return roster.isTemporary();
  }

  /**
   * The last member of each slot that was ever taken.
   *
   * @return one per slot, in order
   */
  public List<Member> members() {
    List<Member> all = new ArrayList<>();
    for (int slot = 0; slot < roster.highWater(); slot++) {
      int generation = roster.generation(slot);
      if (generation > 0 && generation <= OwnerId.MAX_GENERATION) {
        OwnerId id = new OwnerId(slot, generation);
        all.add(new Member(id, roster.pid(slot), roster.startMillis(slot), isAlive(id)));
      }
    }
    return all;
  }

  @Override
  public boolean isAlive(OwnerId owner) {
    return members != null
        && owner.slot() < roster.capacity()
        && roster.generation(owner.slot()) == owner.generation()
        && members.probe(owner.slot()) != Guard.TAKEN;
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

  @Override
  public void close() {
    if (members != null) {
      members.close();
    }
    roster.close();
  }
}
