package dev.ipc.shm.region;

import dev.ipc.Kind;
import dev.ipc.MembershipException;
import dev.ipc.RegionMissingException;
import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.Domain.Place;
import dev.ipc.shm.os.Events;
import dev.ipc.shm.os.Parkers;
import dev.ipc.shm.os.Refusal;
import dev.ipc.wait.Parker;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's stay in one domain: one membership, however many users, and the regions it has open.
 *
 * <p>A stay begins with its first user, or with the first handle that arrives from another process,
 * and ends with its last user, or with the JVM.
 */
public final class Session {
  private static final ReentrantLock LIFE = new ReentrantLock();
  private static final Map<Path, Session> OPEN = new ConcurrentHashMap<>();
  private static final String LEFT = " was closed with its domain; join the domain again";
  private static boolean hooked;

  private final Domain domain;
  private final RegionFiles files;
  private final long watch;
  private final long duty;
  private final AtomicLong opened = new AtomicLong();
  private final Map<Region, Stay> open = new ConcurrentHashMap<>();
  private final ReentrantLock resolving = new ReentrantLock();
  private int userCount;
  private boolean ended;

  /** An open region: when it came, whose it is, and the object in it. */
  private record Stay(long order, Object user, Shared object) {}

  private Session(Domain domain) {
    this.domain = domain;
    this.files = new RegionFiles(domain);
    this.watch = domain.watch(this::lost);
    this.duty = domain.startDuty(this::tend, 1_000);
  }

  /**
   * Joins a domain, making it if need be, as one more user.
   *
   * @param folder its folder
   * @param place what it is if it is made now
   * @return the stay, to be left
   */
  public static Session join(Path folder, Place place) {
    return enter(folder, true, path -> Domain.join(path, place));
  }

  /**
   * The stay that a handle from another process needs, without a user.
   *
   * @param folder the domain that the handle names
   * @return the stay
   */
  public static Session implicit(Path folder) {
    return enter(folder, false, Domain::joinExisting);
  }

  /**
   * Joins a domain that another process made, as one more user.
   *
   * @param folder its folder
   * @return the stay, to be left
   */
  public static Session joinExisting(Path folder) {
    return enter(folder, true, Domain::joinExisting);
  }

  @FunctionalInterface
  private interface Joining {
    Domain join(Path folder) throws IOException;
  }

  private static Session enter(Path folder, boolean user, Joining joining) {
    Path path = folder.toAbsolutePath().normalize();
    LIFE.lock();
    try {
      Session session = OPEN.get(path);
      if (session == null) {
        session = new Session(joining.join(path));
        session.reapSpills();
        OPEN.put(path, session);
        hookOnce();
      }
      session.userCount += user ? 1 : 0;
      return session;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot join domain " + path + ": " + Refusal.explain(e, path, Domain.NEEDED_BYTES), e);
    } finally {
      LIFE.unlock();
    }
  }

  /** After what the dead left, because that may be objects that spilled something. */
  private void reapSpills() {
    try {
      Spills.reap(domain.folder());
    } catch (IOException e) {
      Events.info("left for who joins next: files that objects spilled: " + e);
    }
  }

  private static void hookOnce() {
    if (!hooked) {
      hooked = true;
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(Session::exit, "ipc-exit"));
      } catch (IllegalStateException e) {
        Events.info("joined a domain while the JVM is ending; the next process sweeps it");
      }
    }
  }

  /** Deletes the temporary domains that nobody else needs, as this JVM is about to end. */
  private static void exit() {
    for (Session session : List.copyOf(OPEN.values())) {
      try {
        session.domain.exit();
      } catch (IOException | RuntimeException e) {
        Events.info("left for the next sweep: " + session.domain.folder() + ": " + e);
      }
    }
  }

  /**
   * The domain behind this stay.
   *
   * @return the domain
   */
  public Domain domain() {
    return domain;
  }

  RegionFiles files() {
    return files;
  }

  Parker parker() {
    return Parkers.forThisJvm();
  }

  /**
   * Makes an object.
   *
   * @param user whose it is: closed with {@link #leave}
   * @param name its name, or null for none
   * @param spec what it is
   * @param <T> the shared type
   * @return the object
   */
  public <T extends Shared> T create(Object user, @Nullable String name, Spec<T> spec) {
    var blueprint = Formats.blueprint(spec);
    Region region = files.create(this, name, blueprint);
    return bind(user, region, blueprint.format(), blueprint.extra());
  }

  /**
   * Opens an object.
   *
   * @param user whose it is: closed with {@link #leave}
   * @param file the name of its file
   * @param kind what it is
   * @param <T> the shared type
   * @return the object
   */
  public <T extends Shared> T open(Object user, String file, Kind<T> kind) {
    Format<T> format = Formats.of(kind);
    Region region = files.open(this, file, format);
    return bind(user, region, format, Formats.extra(kind));
  }

  /**
   * Deletes an object's name. Handles that are open stay usable.
   *
   * @param name its name
   * @return false if there was none
   */
  public boolean delete(String name) {
    return files.delete(name);
  }

  /** The object behind a handle that arrived from somewhere, or null if this stay is over. */
  @Nullable Shared resolve(Handle handle) {
    resolving.lock();
    try {
      if (ended) {
        return null;
      }
      Stay first = first(handle.id());
      if (first != null) {
        return first.object();
      }
      Format<?> format = Formats.of(handle.kind(), handle.element());
      Region region = files.open(this, handle.file(), format);
      if (!region.id().equals(handle.id())) {
        region.close();
        throw new RegionMissingException(
            "the object of this handle is gone: "
                + region.label()
                + " is another object now, id="
                + region.id()
                + ", expected="
                + handle.id()
                + "; send a handle on the new one");
      }
      return bind(this, region, format, handle.extra());
    } finally {
      resolving.unlock();
    }
  }

  /** What this stay has had open for the longest time of an object. */
  private @Nullable Stay first(ObjectId id) {
    Stay first = null;
    for (Map.Entry<Region, Stay> entry : open.entrySet()) {
      Stay stay = entry.getValue();
      if (entry.getKey().id().equals(id)
          && !stay.object().isClosed()
          && (first == null || stay.order() < first.order())) {
        first = stay;
      }
    }
    return first;
  }

  private <T extends Shared> T bind(
      Object user, Region region, Format<T> format, @Nullable Serializable extra) {
    try {
      T object = format.binder().bind(region, extra);
      open.put(region, new Stay(opened.incrementAndGet(), user, object));
      return object;
    } catch (RuntimeException e) {
      region.close();
      throw e;
    }
  }

  void forget(Region region) {
    open.remove(region);
  }

  /**
   * Runs something when another process of the domain has ended.
   *
   * @param other who is watched
   * @param periodMillis how often to look
   * @param ended called again and again on the guard thread, never to block
   */
  public void whenDead(OwnerId other, long periodMillis, Runnable ended) {
    domain.startDuty(
        () -> {
          if (!domain.membership().isAlive(other)) {
            ended.run();
          }
        },
        periodMillis);
  }

  /**
   * Closes what a user has open; the last user leaves the domain.
   *
   * @param user who goes
   * @throws IllegalStateException if this process holds something that others wait for
   */
  public void leave(Object user) {
    LIFE.lock();
    try {
      boolean last = userCount == 1;
      List<Region> mine = new ArrayList<>();
      open.forEach((region, stay) -> {
        if (last || stay.user().equals(user)) {
          mine.add(region);
        }
      });
      refuseIfHeld(mine);
      for (Region region : mine) {
        region.close(region.label() + LEFT);
      }
      userCount--;
      if (last) {
        end();
      }
    } finally {
      LIFE.unlock();
    }
  }

  private void refuseIfHeld(List<Region> regions) {
    for (Region region : regions) {
      region
          .held()
          .ifPresent(what -> {
            throw new IllegalStateException(
                "cannot leave domain "
                    + domain.folder()
                    + ": "
                    + region.label()
                    + " is "
                    + what
                    + "; give it back first");
          });
    }
  }

  private void end() {
    OPEN.remove(domain.folder());
    resolving.lock();
    try {
      ended = true;
      open.keySet().forEach(region -> region.close(region.label() + LEFT));
    } finally {
      resolving.unlock();
    }
    domain.endDuty(watch);
    domain.endDuty(duty);
    try {
      domain.leave();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "left domain "
              + domain.folder()
              + ", but did not get to tidy up, which the next process does that joins: "
              + Refusal.explain(e, domain.folder(), 0),
          e);
    }
  }

  private void tend() {
    open.keySet().forEach(Region::tend);
    Parkers.settleIn();
  }

  /** Everything here is closed, because other processes take over what this one thinks it holds. */
  private void lost(String why) {
    Events.error(why, new MembershipException(why));
    Set<Region> regions = open.keySet();
    Thread.ofPlatform()
        .daemon()
        .name("ipc-membership-lost")
        .start(() -> List.copyOf(regions).forEach(region -> region.close(why)));
  }
}
