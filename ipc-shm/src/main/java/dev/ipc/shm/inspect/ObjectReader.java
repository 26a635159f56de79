package dev.ipc.shm.inspect;

import dev.ipc.Shared;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.lock.LockLayout;
import dev.ipc.lock.LockWord;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.pool.PoolBoard;
import dev.ipc.pool.WorkerState;
import dev.ipc.shm.inspect.LockInfo.Holder;
import dev.ipc.shm.region.RegionView;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedBoolean;
import dev.ipc.value.SharedByte;
import dev.ipc.value.SharedChar;
import dev.ipc.value.SharedCounters;
import dev.ipc.value.SharedDouble;
import dev.ipc.value.SharedFloat;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedShort;
import dev.ipc.value.SharedText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what is in a region, by the layout of its kind. */
final class ObjectReader {
  private static final int LOCK = ((Format<?>) SharedLock.KIND).kind();
  private static final int COUNTERS = ((Format<?>) SharedCounters.KIND).kind();
  private static final int VALUE = ((Format<?>) SharedInt.KIND).kind();

  private ObjectReader() {}

  static ObjectInfo read(
      RegionView view, String file, boolean anonymous, boolean creatorAlive, Liveness liveness) {
    Optional<Format<?>> format = view.format();
    Optional<Shared> stateful =
        format
            .filter(f -> f.kind() != VALUE && f.kind() != LOCK)
            .map(f -> f.kind() == COUNTERS ? view.object(f, liveness) : view.object(f));
    return new ObjectInfo(
        file,
        anonymous ? Optional.empty() : Optional.of(file),
        format.map(Format::kindName).orElse("kind " + view.kind()),
        format.map(Format::elementName).orElse("element " + view.element()),
        view.bytes(),
        view.payloadBytes(),
        view.id(),
        Instant.ofEpochMilli(view.createdMillis()),
        view.creatorPid(),
        creatorAlive,
        view.isUnlinked(),
        view.isBroken(),
        format.filter(f -> f.kind() == VALUE).map(f -> value(view.object(f))),
        format.filter(f -> f.kind() == LOCK).map(f -> lock(view.payload(), liveness)),
        stateful.map(BoundObject::stateOf),
        stateful.map(ObjectReader::counters).orElse(List.of()),
        stateful.map(ObjectReader::workers).orElse(List.of()));
  }

  private static List<CounterInfo> counters(Shared object) {
    return object instanceof SharedCounters counters
        ? counters.stream().map(ObjectReader::counter).toList()
        : List.of();
  }

  private static CounterInfo counter(Counter counter) {
    return new CounterInfo(counter.label(), counter.get(), counter.isKept(), counter.ownerPid());
  }

  private static List<WorkerInfo> workers(Shared object) {
    return object instanceof PoolBoard board
        ? board.workers().stream().map(ObjectReader::worker).toList()
        : List.of();
  }

  private static WorkerInfo worker(WorkerState worker) {
    boolean busy = worker.job() != 0;
    String doing =
        switch (worker.phase()) {
          case AT_WORK -> busy ? "job " + worker.job() + ", item " + worker.item() : "idle";
          case STARTING -> "starting";
          case ENDING -> "ending";
          case FREE -> "gone";
        };
    return new WorkerInfo(
        worker.number(),
        worker.pid(),
        doing,
        busy,
        Duration.ofNanos(worker.nanos()),
        worker.done(),
        worker.heapUsed(),
        worker.heapMax());
  }

  private static Object value(Shared object) {
    return switch (object) {
      case SharedInt value -> value.get();
      case SharedLong value -> value.get();
      case SharedDouble value -> value.get();
      case SharedFloat value -> value.get();
      case SharedShort value -> value.get();
      case SharedByte value -> value.get();
      case SharedChar value -> String.valueOf(value.get());
      case SharedBoolean value -> value.get();
      case SharedText value -> value.get();
      default -> object.toString();
    };
  }

  private static LockInfo lock(Block block, Liveness liveness) {
    long word = LockLayout.word(block);
    Optional<Holder> holder =
        word == LockWord.FREE ? Optional.empty() : Optional.of(holder(word, liveness));
    return new LockInfo(
        holder,
        LockLayout.hasWaiters(block),
        LockLayout.waitedForSince(block),
        LockLayout.isDirty(block),
        LockLayout.recoveries(block));
  }

  private static Holder holder(long word, Liveness liveness) {
    int bits = LockWord.ownerBits(word);
    try {
      OwnerId owner = OwnerId.ofBits(bits);
      return new Holder(
          owner.toString(),
          liveness.pid(owner).orElse(-1),
          LockWord.thread(word),
          liveness.isAlive(owner));
    } catch (IllegalArgumentException e) {
      return new Holder("unknown", -1, LockWord.thread(word), false);
    }
  }
}
