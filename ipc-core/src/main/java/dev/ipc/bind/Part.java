package dev.ipc.bind;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Turnstile;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A home inside another: an object that lives in a part of another object's memory, and with it.
 *
 * @param whole the home of the other object
 * @param offset where the part of its memory begins
 * @param byteSize how long it is
 * @param element what sort of object this is
 * @param handle what stands for this object in a serialized form
 */
public record Part(
    Home whole, long offset, long byteSize, int element, Supplier<Serializable> handle)
    implements Home {
  @Override
  public Block block() {
    return whole.block().slice(offset, byteSize);
  }

  @Override
  public Parker parker() {
    return whole.parker();
  }

  @Override
  public Liveness liveness() {
    return whole.liveness();
  }

  @Override
  public OwnerId self() {
    return whole.self();
  }

  @Override
  public Turnstile turnstile() {
    return whole.turnstile();
  }

  @Override
  public Optional<String> name() {
    return whole.name();
  }

  @Override
  public String label() {
    return whole.label();
  }

  @Override
  public Identity identity() {
    Identity outer = whole.identity();
    return new Identity(outer.high(), outer.low(), outer.offset() + offset);
  }

  @Override
  public <T extends Shared> T create(Spec<T> spec) {
    return whole.create(spec);
  }

  @Override
  public Object handle(@Nullable Serializable extra) {
    return handle.get();
  }

  @Override
  public void attach(Resident resident) {
    whole.attach(resident);
  }

  @Override
  public boolean remapped(Predicate<Block> work) {
    return whole.remapped(memory -> work.test(memory.slice(offset, byteSize)));
  }

  @Override
  public MemorySegment mapAgain(long from, long bytes) {
    return whole.mapAgain(offset + from, bytes);
  }

  @Override
  public Spill spill() {
    return whole.spill();
  }

  @Override
  public void report(String message) {
    whole.report(message);
  }

  @Override
  public void delete() {
    whole.delete();
  }

  @Override
  public void close() {
    whole.close();
  }
}
