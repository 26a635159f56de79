package dev.ipc.shm.region;

import dev.ipc.IpcException;
import dev.ipc.RegionBrokenException;
import dev.ipc.RegionClosedException;
import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.bind.Resident;
import dev.ipc.bind.Spill;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.os.Events;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Turnstile;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One handle of this JVM on one region, and the home of the object that lives in it. */
final class Region implements Home {
  private static final Duration UNMAPPING = Duration.ofMillis(100);

  /** For how long it is not yet refused to close what a thread of this JVM holds. */
  private static final Duration LETTING_GO = Duration.ofMillis(100);

  private static final long LOOK_AGAIN_NANOS = 100_000;

  private final Session session;
  private final Path file;
  private final MappedRegion mapped;
  private final ObjectId id;
  private final int kind;
  private final int element;
  private final Block block;
  private final long lastWord;
  private final Turnstile turnstile = new Turnstile();
  private final List<Resident> residents = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  Region(Session session, Path file, MappedRegion mapped) {
    this.session = session;
    this.file = file;
    this.mapped = mapped;
    Block header = mapped.header();
    this.id = RegionLayout.id(header);
    this.kind = header.getInt(RegionLayout.KIND_OFFSET);
    this.element = header.getInt(RegionLayout.ELEMENT_OFFSET);
    this.block = new Block(mapped.payload(), this::translate);
    this.lastWord = (block.byteSize() / Long.BYTES - 1) * Long.BYTES;
  }

  ObjectId id() {
    return id;
  }

  Path file() {
    return file;
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public int element() {
    return element;
  }

  @Override
  public Parker parker() {
    return session.parker();
  }

  @Override
  public Liveness liveness() {
    return session.domain().membership();
  }

  @Override
  public OwnerId self() {
    return session.domain().membership().self();
  }

  @Override
  public Turnstile turnstile() {
    return turnstile;
  }

  @Override
  public Optional<String> name() {
    String name = file.getFileName().toString();
    return name.startsWith(".") ? Optional.empty() : Optional.of(name);
  }

  @Override
  public String label() {
    return file.toString();
  }

  @Override
  public Identity identity() {
    return new Identity(id.high(), id.low(), 0);
  }

  @Override
  public <T extends Shared> T create(Spec<T> spec) {
    turnstile.check();
    return session.create(session, null, spec);
  }

  @Override
  public Object handle(@Nullable Serializable extra) {
    if (turnstile.isClosed()) {
      throw turnstile.closed();
    }
    return new Handle(
        session.domain().folder().toString(),
        file.getFileName().toString(),
        id,
        kind,
        element,
        extra);
  }

  @Override
  public void attach(Resident resident) {
    residents.add(resident);
  }

  /** Told by another thread: the first event looks for a log provider, and this one has work. */
  @Override
  public void report(String message) {
    Thread.ofPlatform().daemon().name("ipc-events").start(() -> Events.warn(message));
  }

  @Override
  public boolean remapped(Predicate<Block> work) {
    return session.files().remapped(file, id, work);
  }

  @Override
  public MemorySegment mapAgain(long offset, long byteSize) {
    return session.files().mapAgain(file, id, offset, byteSize);
  }

  @Override
  public Spill spill() {
    return new RegionSpill(session.domain(), file, id);
  }

  /** What this process holds of the object, and not only for the short section of some call. */
  Optional<String> held() {
    try {
      return turnstile.isClosed()
          ? Optional.empty()
          : residents.stream().flatMap(resident -> heldForLong(resident).stream()).findFirst();
    } catch (RegionClosedException | RegionBrokenException e) {
      return Optional.empty(); // closed meanwhile, or what it held is gone with the memory
    }
  }

  private static Optional<String> heldForLong(Resident resident) {
    long start = System.nanoTime();
    Optional<String> held = resident.held();
    while (held.isPresent() && System.nanoTime() - start < LETTING_GO.toNanos()) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      held = resident.held();
    }
    return held;
  }

  /**
   * Does the chores of the residents, and looks whether the file lost its end: compiled code may
   * report that too late to be translated where it happened.
   */
  @SuppressWarnings("ThreadPriorityCheck") // no other thread is meant to run, this one to arrive
  void tend() {
    try {
      residents.forEach(Resident::tend);
      block.getLongVolatile(lastWord);
      Thread.yield(); // on its way out of the JVM and back, a late report arrives
    } catch (RegionClosedException | RegionBrokenException e) {
      return; // closed meanwhile: there is nothing to tend any more
    } catch (InternalError e) {
      markBroken();
    }
  }

  @Override
  public void delete() {
    try {
      if (!turnstile.isClosed()) {
        session.delete(file.getFileName().toString());
      }
    } catch (UncheckedIOException e) {
      if (!turnstile.isClosed()) {
        throw e;
      } // else the domain was left meanwhile, which sees to its objects without a name
    }
  }

  @Override
  public void close() {
    held()
        .ifPresent(what -> {
          throw new IllegalStateException(
              "cannot close " + label() + ": " + what + "; give it back first");
        });
    close(() ->
        new RegionClosedException(
            label() + " was closed in this process; open it again to go on using it"));
  }

  void close(Supplier<? extends IpcException> why) {
    announceClose();
    if (turnstile.close(why, () -> residents.forEach(Resident::wakeAll))) {
      // step: close.unmap
      mapped.unmap();
      session.forget(this);
      residents.forEach(Resident::unmapped);
    }
  }

  private void announceClose() {
    try {
      if (!turnstile.isClosed()) {
        residents.forEach(Resident::closing);
      }
    } catch (RegionClosedException | RegionBrokenException e) {
      return; // closed meanwhile, or what the others would see is gone with the memory
    }
  }

  private RuntimeException translate(Throwable fault) {
    if (fault instanceof InternalError) {
      markBroken();
    }
    if (broken) {
      return new RegionBrokenException(lostMemory(), fault);
    }
    return turnstile.isClosed() ? turnstile.closed() : (IllegalStateException) fault;
  }

  private String lostMemory() {
    return "region "
        + label()
        + " lost its memory: its file was truncated or its disk failed;"
        + " delete it and create it again";
  }

  private void markBroken() {
    broken = true;
    unmapBroken();
  }

  /**
   * Unmaps what is left, so that the region stays broken even if its file grows again. Not in this
   * thread, which may be one that closing waits for.
   */
  private void unmapBroken() {
    Thread closer =
        Thread.ofPlatform()
            .daemon()
            .name("ipc-broken")
            .start(() -> close(() -> new RegionBrokenException(lostMemory())));
    boolean interrupted = Thread.interrupted();
    try {
      closer.join(UNMAPPING);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
