package dev.ipc.shm.region;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.bind.Resident;
import dev.ipc.bind.Spill;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.os.Parkers;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Turnstile;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The home of an object that is only looked at, by a process that is no member of its domain. */
final class ViewHome implements Home {
  /** Whom a looker would be; it cannot take anything, because its memory is read-only. */
  private static final OwnerId NOBODY = new OwnerId(OwnerId.MAX_SLOT, OwnerId.MAX_GENERATION);

  static final Liveness EVERYBODY_LIVES =
      new Liveness() {
        @Override
        public boolean isAlive(OwnerId owner) {
          return true;
        }

        @Override
        public OptionalLong pid(OwnerId owner) {
          return OptionalLong.empty();
        }
      };

  private final RegionView view;
  private final Liveness liveness;
  private final Turnstile turnstile = new Turnstile();

  ViewHome(RegionView view, Liveness liveness) {
    this.view = view;
    this.liveness = liveness;
  }

  @Override
  public Block block() {
    return view.payload();
  }

  @Override
  public int element() {
    return view.element();
  }

  @Override
  public Parker parker() {
    return Parkers.forThisJvm();
  }

  @Override
  public Liveness liveness() {
    return liveness;
  }

  @Override
  public OwnerId self() {
    return NOBODY;
  }

  @Override
  public Turnstile turnstile() {
    return turnstile;
  }

  @Override
  public Optional<String> name() {
    return Optional.of(view.file().getFileName().toString());
  }

  @Override
  public String label() {
    return view.file().toString();
  }

  @Override
  public Identity identity() {
    return view.identity();
  }

  @Override
  public <T extends Shared> T create(Spec<T> spec) {
    throw onlyLooking();
  }

  @Override
  public Object handle(@Nullable Serializable extra) {
    throw onlyLooking();
  }

  @Override
  public void attach(Resident resident) {}

  @Override
  public boolean remapped(Predicate<Block> work) {
    throw onlyLooking();
  }

  @Override
  public MemorySegment mapAgain(long offset, long byteSize) {
    throw onlyLooking();
  }

  @Override
  public Spill spill() {
    throw onlyLooking();
  }

  @Override
  public void report(String message) {
    throw onlyLooking();
  }

  @Override
  public void delete() {
    throw onlyLooking();
  }

  @Override
  public void close() {
    throw onlyLooking();
  }

  private UnsupportedOperationException onlyLooking() {
    return new UnsupportedOperationException(
        label() + " is only looked at; join its domain to use it");
  }
}
