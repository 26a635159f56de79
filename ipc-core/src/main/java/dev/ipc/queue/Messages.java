package dev.ipc.queue;

import static dev.ipc.queue.SharedQueueLayout.CONSUMERS_BIAS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.CONSUMERS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.DEBTS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.IDLE_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.ITEMS_NANOS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.ITEMS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.LEASES_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.PRODUCERS_BIAS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.PRODUCERS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.ROOM_NANOS_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.ROOM_OFFSET;
import static dev.ipc.queue.SharedQueueLayout.SHUT;
import static dev.ipc.queue.SharedQueueLayout.STATE_OFFSET;

import dev.ipc.RegionFormatException;
import dev.ipc.Repair;
import dev.ipc.bind.Home;
import dev.ipc.bind.Part;
import dev.ipc.bind.Resident;
import dev.ipc.bind.Spill;
import dev.ipc.codec.Output;
import dev.ipc.lock.BiasLayout;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.LockLayout;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.ring.Consumer;
import dev.ipc.ring.Producer;
import dev.ipc.ring.RecordLayout;
import dev.ipc.ring.Ring;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Patience;
import dev.ipc.wait.Spin;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of messages, each some bytes, between any number of threads of any processes.
 *
 * <h2>Overview</h2>
 *
 * <p>A {@link Ring}, a robust lock for those who put and one for those who take, and three bells:
 * for who waits for items, for room, and for all to be done. A section of a lock needs a repair
 * only for the bytes of a message that is too large for the ring, see {@link Ring}.
 *
 * <p>Who put or took looks at the other side's bell after giving the lock back, which fences; so
 * nothing is paid for nobody waiting but a look at a line that seldom changes.
 *
 * <p>Before a message is taken, the debt of the process that takes it is stored in its ledger
 * entry; it is reported done later. The dead owe nothing. What is on lease is no debt, since it
 * keeps its place in the ring, and goes back when its owner is dead.
 */
final class Messages implements Resident {
  /**
   * Shorter waits are not added up: the sum is on a line that the other side looks at whenever it
   * puts or takes.
   */
  private static final long COUNTED_NANOS = 20_000;

  /** A message that is on lease. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Leased(byte[] bytes, long position, long lease) {}

  private final Home home;
  private final Parker parker;
  private final Block block;
  private final Ring ring;
  private final Block records;
  private final Producer producer;
  private final Consumer consumer;
  private final RobustLock producers;
  private final RobustLock consumers;
  private final Bell items;
  private final Bell room;
  private final Bell idle;
  private final Ledger debts;
  private final OwnerId self;
  private final AtomicLong reclaimAtNanos;
  private final Patience forItems = new Patience();
  private final Patience forRoom = new Patience();

  /** What is on lease by this handle. */
  private final Set<Leased> mine = ConcurrentHashMap.newKeySet();

  Messages(Home home) {
    this.home = home;
    this.parker = home.parker();
    this.block = home.block();
    int slots = SharedQueueLayout.slots(block);
    if (slots < 0) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": slots="
              + block.getInt(SharedQueueLayout.SLOTS_OFFSET)
              + " do not fit the memory="
              + block.byteSize()
              + " bytes; delete it and create it again");
    }
    long ringOffset = SharedQueueLayout.ringOffset(slots);
    this.records = block.slice(ringOffset, block.byteSize() - ringOffset);
    this.ring = new Ring(records, home.label(), home::spill);
    this.producer = new Producer(ring);
    this.consumer = new Consumer(ring);
    this.producers = lock(PRODUCERS_OFFSET, PRODUCERS_BIAS_OFFSET, death -> producer.repair());
    this.consumers = lock(CONSUMERS_OFFSET, CONSUMERS_BIAS_OFFSET, death -> consumer.repair());
    this.items = new Bell(block, ITEMS_OFFSET, parker);
    this.room = new Bell(block, ROOM_OFFSET, parker);
    this.idle = new Bell(block, IDLE_OFFSET, parker);
    this.debts = new Ledger(block.slice(DEBTS_OFFSET, slots * Ledger.ENTRY_BYTES), 0);
    this.self = home.self();
    this.reclaimAtNanos = new AtomicLong(parker.nanoTime());
    home.attach(this);
  }

  private RobustLock lock(long offset, long biasOffset, Repair repair) {
    RobustLock lock =
        new RobustLock(part(offset, LockLayout.BYTES), part(biasOffset, BiasLayout.BYTES), repair);
    home.attach(lock);
    return lock;
  }

  private Home part(long offset, long bytes) {
    return new Part(home, offset, bytes, home.element(), () -> home.label());
  }

  Ring ring() {
    return ring;
  }

  boolean isOpen() {
    return !home.turnstile().isClosed();
  }

  boolean isShutDown() {
    return block.getIntAcquire(STATE_OFFSET) == SHUT;
  }

  /** From now on nothing is put. */
  void shutDown() {
    producers.acquire();
    try {
      // step: queue.shutDown
      block.setIntRelease(STATE_OFFSET, SHUT);
      producer.unsettle();
    } finally {
      producers.release();
    }
    // step: queue.isShutDown
    items.ringFenced(Integer.MAX_VALUE);
    room.ringFenced(Integer.MAX_VALUE);
  }

  /** Writes a message into the memory of the records. Has no state, so that putting makes none. */
  interface Writing<S> {
    void write(S source, long first, int length, Block records, long offset);
  }

  private static final Writing<Output> ENCODED =
      (message, first, length, records, offset) ->
          message.copyTo(records.segment(), offset, (int) first, length);

  /**
   * Puts a message if there is room.
   *
   * @throws QueueShutDownException if the queue is shut down
   */
  boolean tryPut(Output message) {
    return message.size() <= ring.maxLength()
        ? tryPut(message, 0, message.size(), ENCODED)
        : tryPutLarge(message.asByteBuffer());
  }

  /**
   * Puts a message, and waits for room.
   *
   * @throws QueueShutDownException if the queue is shut down
   */
  boolean put(Output message, Deadline deadline) throws InterruptedException {
    return message.size() <= ring.maxLength()
        ? put(message, 0, message.size(), ENCODED, deadline)
        : putLarge(message.asByteBuffer(), deadline);
  }

  /** Puts a message of at most the ring's longest length if there is room. */
  <S> boolean tryPut(S source, long first, int length, Writing<? super S> writing) {
    if (!producers.acquireSoon()) {
      return false;
    }
    boolean put = false;
    try {
      settle();
      long offset = producer.claim(length);
      if (offset != Producer.FULL) {
        write(source, first, length, writing, offset);
        producer.publish(length, RecordLayout.ITEM);
        put = true;
      }
    } finally {
      producers.release();
    }
    if (put) {
      wakeConsumer();
    }
    return put;
  }

  /**
   * What a handle knows of the queue's end, and that it is open, is so until others had the lock.
   */
  private void settle() {
    if (!producers.hasStayed() || !producer.isSettled()) {
      refuseShutDown();
      producer.settle();
    }
  }

  private <S> void write(
      S source, long first, int length, Writing<? super S> writing, long offset) {
    try {
      writing.write(source, first, length, records, offset);
    } catch (IllegalStateException | InternalError e) {
      throw records.translate(e);
    }
  }

  <S> boolean put(S source, long first, int length, Writing<? super S> writing, Deadline deadline)
      throws InterruptedException {
    refuseInterrupted();
    return tryPut(source, first, length, writing)
        || awaitRoom(length, deadline, () -> tryPut(source, first, length, writing));
  }

  /** Puts a message that is longer if there is room for its record. */
  boolean tryPutLarge(ByteBuffer message) {
    refuseShutDown();
    if (!ring.mayFit(Long.BYTES)) {
      return false;
    }
    try (Spill.Draft draft = home.spill().draft(message)) {
      return tryPublish(() -> producer.publishElsewhere(draft, message.remaining()));
    }
  }

  boolean putLarge(ByteBuffer message, Deadline deadline) throws InterruptedException {
    refuseInterrupted();
    refuseShutDown();
    try (Spill.Draft draft = home.spill().draft(message)) {
      BooleanSupplier publishing = () -> producer.publishElsewhere(draft, message.remaining());
      return tryPublish(publishing)
          || awaitRoom(Long.BYTES, deadline, () -> tryPublish(publishing));
    }
  }

  private boolean tryPublish(BooleanSupplier publishing) {
    if (!producers.acquireSoon()) {
      return false;
    }
    boolean put;
    try {
      settle();
      put = publishing.getAsBoolean();
    } finally {
      producers.release();
    }
    if (put) {
      wakeConsumer();
    }
    return put;
  }

  private void wakeConsumer() {
    forRoom.took(1);
    // step: queue.put
    items.ringFenced(1);
  }

  private void refuseShutDown() {
    if (isShutDown()) {
      throw new QueueShutDownException(
          "cannot put: " + home.label() + " was shut down; put nothing after shutdown()");
    }
  }

  private boolean awaitRoom(int length, Deadline deadline, BooleanSupplier attempt)
      throws InterruptedException {
    BooleanSupplier condition =
        () -> (ring.mayFit(length) || isShutDown()) && attempt.getAsBoolean();
    return (!deadline.isOver(parker) && Spin.patientlyUntil(parker, forRoom, condition))
        || awaitAsleep(room, ROOM_NANOS_OFFSET, deadline, condition);
  }

  private void refuseInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for " + home.label());
    }
  }

  /** Does something with the item that is next, if there is one. */
  private <R> @Nullable R tryNext(Supplier<R> with) {
    if (!ring.hasNext() || !consumers.acquireSoon()) {
      return null;
    }
    try {
      return consumer.find() ? with.get() : null;
    } finally {
      consumers.release();
    }
  }

  /** Waits until there is something, or the queue is shut down and all of it is finished. */
  private <R> @Nullable R next(Deadline deadline, Supplier<@Nullable R> attempt)
      throws InterruptedException {
    refuseInterrupted();
    R first = attempt.get();
    return first != null ? first : awaitNext(deadline, attempt);
  }

  private <R> @Nullable R awaitNext(Deadline deadline, Supplier<@Nullable R> attempt)
      throws InterruptedException {
    AtomicReference<@Nullable R> found = new AtomicReference<>();
    BooleanSupplier condition =
        () -> {
          found.setPlain(attempt.get());
          return found.getPlain() != null || isAtEnd();
        };
    if (!items.awaitAwake(deadline, forItems, condition)) {
      awaitAsleep(items, ITEMS_NANOS_OFFSET, deadline, condition);
    }
    return found.getPlain();
  }

  /** Waits longer, and sees to what the dead have left. */
  private boolean awaitAsleep(
      Bell bell, long nanosOffset, Deadline deadline, BooleanSupplier condition)
      throws InterruptedException {
    long start = parker.nanoTime();
    try {
      return bell.awaitAsleep(
          home.turnstile(),
          deadline,
          home.label(),
          () -> {
            boolean over = condition.getAsBoolean();
            if (!over) {
              reclaimIfDue();
            }
            return over;
          });
    } finally {
      waited(nanosOffset, start);
    }
  }

  private void waited(long offset, long start) {
    long nanos = parker.nanoTime() - start;
    if (nanos >= COUNTED_NANOS && isOpen()) {
      block.getAndAddLong(offset, nanos);
    }
  }

  /** Whether nothing is in the queue, nor ever will be. */
  boolean isAtEnd() {
    return isShutDown() && ring.items() == 0;
  }

  /** Takes a message if there is one. */
  byte @Nullable [] tryTake() {
    byte[] message = tryNext(this::takeFound);
    if (message != null) {
      forItems.took(1);
      room.ringFenced(1);
    }
    return message;
  }

  /** Takes a message, and waits for it; null if the time is over, or at the end. */
  byte @Nullable [] take(Deadline deadline) throws InterruptedException {
    return next(deadline, this::tryTake);
  }

  private byte[] takeFound() {
    byte[] message = consumer.copy();
    owe();
    // step: queue.take
    consumer.take();
    return message;
  }

  private void owe() {
    int before = debts.count(self);
    if (before < Integer.MAX_VALUE) {
      debts.set(self, before + 1);
    }
  }

  /** Takes messages, as many as there are at once, and not more than that. */
  List<byte[]> takeAll(int most) {
    List<byte[]> messages = new ArrayList<>();
    if (most <= 0 || !consumers.acquireSoon()) {
      return messages;
    }
    try {
      while (messages.size() < most && consumer.find()) {
        messages.add(takeFound());
      }
    } finally {
      consumers.release();
    }
    room.ringFenced(Integer.MAX_VALUE);
    return messages;
  }

  /** The message that is next, if there is one. */
  byte @Nullable [] peek() {
    return tryNext(consumer::copy);
  }

  /** Whether there is a message to be had, or the end; takes nothing. */
  boolean isReady() {
    if (!isThere()) {
      reclaimIfDue();
    }
    return isThere() || isAtEnd();
  }

  private boolean isThere() {
    return tryNext(() -> true) != null;
  }

  /**
   * Waits until there is a message to be had, or the end; takes nothing. Whoever put may have woken
   * this thread and no other; so it wakes another in turn, since there may be one that takes.
   */
  boolean awaitReady(Deadline deadline) throws InterruptedException {
    try {
      return next(deadline, () -> isThere() ? true : null) != null || isAtEnd();
    } finally {
      if (isOpen()) {
        items.ringFenced(1);
      }
    }
  }

  /** Puts a message on lease, and waits for it; null if the time is over, or at the end. */
  @Nullable Leased lease(Deadline deadline) throws InterruptedException {
    return next(deadline, this::tryLease);
  }

  /** Puts a message on lease if there is one. */
  @Nullable Leased tryLease() {
    return tryNext(() -> {
      int number = block.getInt(LEASES_OFFSET) + 1;
      block.setInt(LEASES_OFFSET, number);
      long lease = (long) number << Integer.SIZE | self.bits();
      Leased leased = new Leased(consumer.copy(), consumer.position(), lease);
      forItems.took(1);
      mine.add(leased);
      consumer.lease(lease);
      return leased;
    });
  }

  /**
   * Finishes a message that is on lease.
   *
   * @return false if it is not on that lease any more
   */
  boolean finish(Leased leased) {
    boolean finished = withLeased(leased, consumer::take);
    if (finished) {
      room.ringFenced(1);
      idle.ringFenced(Integer.MAX_VALUE);
      if (isAtEnd()) {
        items.ringFenced(Integer.MAX_VALUE);
      }
    }
    return finished;
  }

  /**
   * Gives a message back that is on lease, to be the next that is taken.
   *
   * @return false if it is not on that lease any more
   */
  boolean giveBack(Leased leased) {
    boolean given = withLeased(leased, consumer::giveBack);
    if (given) {
      items.ringFenced(1);
    }
    return given;
  }

  private boolean withLeased(Leased leased, Runnable change) {
    consumers.acquire();
    try {
      mine.remove(leased);
      boolean found = consumer.findLeased(leased.position(), leased.lease());
      if (found) {
        change.run();
      }
      return found;
    } finally {
      consumers.release();
    }
  }

  /**
   * Gives back what the dead have on lease, and passes what they have finished; once per bound and
   * JVM, while somebody waits.
   */
  private void reclaimIfDue() {
    if (!ring.isMixed()) {
      return;
    }
    long due = reclaimAtNanos.get();
    long now = parker.nanoTime();
    if (now - due >= 0
        && reclaimAtNanos.compareAndSet(due, now + Bell.BOUND_NANOS)
        && consumers.acquireSoon()) {
      Map<Integer, Boolean> dead = new HashMap<>();
      int count;
      try {
        count = consumer.giveBackAll(owner -> dead.computeIfAbsent(owner, this::isDead));
      } finally {
        consumers.release();
      }
      if (count > 0) {
        home.report("took back items on lease of the dead: items=" + count + " of " + home.label());
        items.ringFenced(count);
      }
    }
  }

  private boolean isDead(int owner) {
    try {
      return owner != self.bits() && !home.liveness().isAlive(OwnerId.ofBits(owner));
    } catch (IllegalArgumentException e) {
      return true; // the memory is corrupt: no process has this number
    }
  }

  /**
   * Reports a message done that this process took.
   *
   * @throws IllegalStateException if it has reported all
   */
  void done() {
    consumers.acquire();
    try {
      int before = debts.count(self);
      if (before == 0) {
        throw new IllegalStateException(
            "taskDone() called too often: this process took nothing from "
                + home.label()
                + " that it has not reported done; call it once for each item taken");
      }
      debts.set(self, before - 1);
    } finally {
      consumers.release();
    }
    idle.ringFenced(Integer.MAX_VALUE);
  }

  /** Waits until all that was put is finished, and all that was taken is reported done. */
  boolean awaitDone(Deadline deadline) throws InterruptedException {
    refuseInterrupted();
    return idle.await(home.turnstile(), deadline, home.label(), this::isDone);
  }

  /** A debt is stored before the item leaves the ring: so the ring is looked at first. */
  private boolean isDone() {
    if (ring.items() > 0) {
      reclaimIfDue();
      return false;
    }
    Block.readFence();
    return debts.entries().stream().allMatch(entry -> isDead(entry.owner().bits()));
  }

  /** How many messages are to be had, at this moment. */
  int size() {
    if (!ring.isMixed()) {
      return ring.items();
    }
    return locked(() -> {
      int others = consumer.countMixed(true) + consumer.countMixed(false);
      return ring.items() - others; // counted after that, which passes what is finished
    });
  }

  /** How many messages are on lease, at this moment. */
  int leased() {
    return ring.isMixed() ? locked(() -> consumer.countMixed(true)) : 0;
  }

  private int locked(IntSupplier section) {
    consumers.acquire();
    try {
      return Math.max(0, section.getAsInt());
    } finally {
      consumers.release();
    }
  }

  /** A message and where it is. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Placed(byte[] bytes, long position) {}

  /** The messages that are to be had, at one moment. */
  List<Placed> snapshot() {
    List<Placed> placed = new ArrayList<>();
    consumers.acquire();
    try {
      long at = consumer.start();
      while (consumer.findAfter(at)) {
        placed.add(new Placed(consumer.copy(), consumer.position()));
        at = consumer.after();
      }
    } finally {
      consumers.release();
    }
    return placed;
  }

  /**
   * Takes a message out, wherever it is.
   *
   * @return false if it is not to be had any more
   */
  boolean remove(Placed placed) {
    boolean removed;
    consumers.acquire();
    try {
      removed = consumer.findAt(placed.position());
      if (removed) {
        consumer.take();
      }
    } finally {
      consumers.release();
    }
    if (removed) {
      room.ringFenced(1);
      idle.ringFenced(Integer.MAX_VALUE);
    }
    return removed;
  }

  /** Does something with a message where it is. */
  interface Handling {
    void handle(MemorySegment message);
  }

  /**
   * Gives messages to a handler where they are; each is taken when its handler has returned.
   *
   * @return how many were handled
   */
  int handle(Handling handler, int most) {
    if (most <= 0 || !ring.hasNext() || !consumers.acquireSoon()) {
      return 0;
    }
    int count = 0;
    try {
      while (count < most && consumer.find()) {
        handleFound(handler);
        // step: queue.handled
        consumer.take();
        count++;
      }
    } finally {
      consumers.release();
      room.ringFenced(Integer.MAX_VALUE);
    }
    // As after a lease: nobody owes anything, and all may be done.
    idle.ringFenced(Integer.MAX_VALUE);
    forItems.took(count);
    return count;
  }

  private void handleFound(Handling handler) {
    MemorySegment message =
        consumer.kind() == RecordLayout.ITEM
            ? records.segment().asSlice(consumer.offset(), consumer.length())
            : MemorySegment.ofArray(consumer.copy());
    try {
      handler.handle(message);
    } catch (IllegalStateException | InternalError e) {
      throw records.translate(e);
    }
  }

  /** Gives messages to a handler, and waits for the first; 0 if the time is over, or at the end. */
  int handle(Handling handler, int most, Deadline deadline) throws InterruptedException {
    Integer handled =
        next(
            deadline,
            () -> {
              int count = handle(handler, most);
              return count > 0 ? (Integer) count : null;
            });
    return handled == null ? 0 : handled;
  }

  QueueStatistics statistics() {
    int size = size();
    int leased = leased();
    long put = ring.itemsPut();
    return new QueueStatistics(
        size,
        leased,
        ring.usedBytes(),
        ring.capacityBytes(),
        put,
        Math.max(0, put - size - leased),
        ring.itemsSpilled(),
        Duration.ofNanos(block.getLongOpaque(ROOM_NANOS_OFFSET)),
        Duration.ofNanos(block.getLongOpaque(ITEMS_NANOS_OFFSET)));
  }

  /** What there is to be seen from outside, without a lock. */
  String state() {
    return ring.items()
        + (ring.items() == 1 ? " item, " : " items, ")
        + ring.usedBytes()
        + " of "
        + ring.capacityBytes()
        + " bytes, "
        + ring.itemsPut()
        + " put"
        + (ring.itemsSpilled() > 0 ? ", " + ring.itemsSpilled() + " of them in files" : "")
        + waited(", producers waited ", ROOM_NANOS_OFFSET)
        + waited(", consumers waited ", ITEMS_NANOS_OFFSET)
        + (isShutDown() ? ", shut down" : "")
        + (items.isSet() ? ", awaited" : "")
        + (room.isSet() ? ", producers wait for room" : "");
  }

  private String waited(String whose, long offset) {
    long millis = block.getLongOpaque(offset) / 1_000_000;
    return millis > 0 ? whose + millis + " ms" : "";
  }

  @Override
  public void closing() {
    for (Leased leased : Set.copyOf(mine)) {
      giveBack(leased);
    }
  }

  @Override
  public void wakeAll() {
    items.wake(Integer.MAX_VALUE);
    room.wake(Integer.MAX_VALUE);
    idle.wake(Integer.MAX_VALUE);
  }
}
