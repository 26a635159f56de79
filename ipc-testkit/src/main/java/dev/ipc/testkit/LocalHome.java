package dev.ipc.testkit;

import dev.ipc.RegionClosedException;
import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.bind.Resident;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Turnstile;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A home on the heap of this JVM. Homes that share their memory and have different owners act as
 * different processes, also when one thread uses all of them: a word names process and thread.
 *
 * <pre>{@code
 * LocalHome first = LocalHome.of(SharedInt.initially(1), parker, liveness);
 * LocalHome second = first.inProcess(new OwnerId(2, 1));
 * }</pre>
 */
public final class LocalHome implements Home {
  /** How many processes fit. */
  public static final int SLOTS = 64;

  private static final AtomicLong IDENTITIES = new AtomicLong();

  private final Block block;
  private final Identity identity;
  private final int element;
  private final OwnerId self;
  private final Parker parker;
  private final Liveness liveness;
  private final LocalSpill spill;
  private final Turnstile turnstile = new Turnstile();
  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private volatile boolean deleted;
  private final List<Resident> residents = new CopyOnWriteArrayList<>();

  /**
   * Creates a home.
   *
   * @param block its memory, see {@link #memory}
   * @param element what sort of element the object holds, 0 if that does not matter
   * @param self which process it stands for
   * @param parker how its threads wait
   * @param liveness who is alive
   */
  public LocalHome(Block block, int element, OwnerId self, Parker parker, Liveness liveness) {
    this(
        block,
        new Identity(0, IDENTITIES.incrementAndGet(), 0),
        element,
        self,
        parker,
        liveness,
        new LocalSpill());
  }

  private LocalHome(
      Block block,
      Identity identity,
      int element,
      OwnerId self,
      Parker parker,
      Liveness liveness,
      LocalSpill spill) {
    this.block = block;
    this.identity = identity;
    this.element = element;
    this.self = self;
    this.parker = parker;
    this.liveness = liveness;
    this.spill = spill;
  }

  /**
   * Memory on the heap that can hold atomics.
   *
   * @param bytes at least how much
   * @return zeros
   */
  public static Block memory(long bytes) {
    int longs = Math.toIntExact((bytes + Long.BYTES - 1) / Long.BYTES);
    return new Block(MemorySegment.ofArray(new long[longs]));
  }

  /**
   * The home of a new object, in process 1.1.
   *
   * @param spec what it is
   * @param parker how its threads wait
   * @param liveness who is alive
   * @return a home whose memory is initialized
   */
  public static LocalHome of(Spec<?> spec, Parker parker, Liveness liveness) {
    Blueprint<?> blueprint = (Blueprint<?>) spec;
    Block block = memory(blueprint.payloadBytes(SLOTS));
    blueprint.initialize().accept(block);
    return new LocalHome(block, blueprint.format().element(), new OwnerId(1, 1), parker, liveness);
  }

  /**
   * The same memory as another process sees it.
   *
   * @param other which process
   * @return a home with a turnstile and reports of its own
   */
  public LocalHome inProcess(OwnerId other) {
    return new LocalHome(block, identity, element, other, parker, liveness, spill);
  }

  /**
   * Makes the object that lives here, once per home.
   *
   * @param spec what it is
   * @param <T> its type
   * @return the object
   */
  public <T extends Shared> T bind(Spec<T> spec) {
    Blueprint<T> blueprint = (Blueprint<T>) spec;
    return blueprint.format().binder().bind(this, blueprint.extra());
  }

  /** Does what a real home does about once a second. */
  public void tend() {
    residents.forEach(Resident::tend);
  }

  /**
   * What was reported as recovered.
   *
   * @return the messages, in order
   */
  public List<String> reports() {
    return List.copyOf(reports);
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
    return parker;
  }

  @Override
  public Liveness liveness() {
    return liveness;
  }

  @Override
  public OwnerId self() {
    return self;
  }

  @Override
  public Turnstile turnstile() {
    return turnstile;
  }

  @Override
  public Optional<String> name() {
    return Optional.empty();
  }

  @Override
  public String label() {
    return "local object in process " + self;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public <T extends Shared> T create(Spec<T> spec) {
    return of(spec, parker, liveness).inProcess(self).bind(spec);
  }

  @Override
  public Object handle(@Nullable Serializable extra) {
    throw new UnsupportedOperationException("a local object has no handle; it is in no file");
  }

  @Override
  public void attach(Resident resident) {
    residents.add(resident);
  }

  @Override
  public boolean remapped(Predicate<Block> work) {
    return work.test(block());
  }

  @Override
  public MemorySegment mapAgain(long offset, long byteSize) {
    return block.segment().asSlice(offset, byteSize);
  }

  @Override
  public LocalSpill spill() {
    return spill;
  }

  @Override
  public void report(String message) {
    reports.add(message);
  }

  @Override
  public void delete() {
    deleted = true;
  }

  /**
   * Whether this handle was used to take the object's file away.
   *
   * @return true from {@link #delete} on
   */
  public boolean isDeleted() {
    return deleted;
  }

  @Override
  public void close() {
    for (Resident resident : residents) {
      resident
          .held()
          .ifPresent(what -> {
            throw new IllegalStateException(label() + " not closed: " + what);
          });
    }
    if (!turnstile.isClosed()) {
      residents.forEach(Resident::closing);
    }
    if (turnstile.close(
        () -> new RegionClosedException(label() + " was closed"),
        () -> residents.forEach(Resident::wakeAll))) {
      residents.forEach(Resident::unmapped);
    }
  }
}
