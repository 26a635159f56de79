package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.value.CounterTable.Row;
import java.io.Serial;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled counters that processes share: up to a fixed number of them in one file, which any
 * process of the domain adds to at the cost of an atomic addition, and reads at any time.
 *
 * <pre>{@code
 * SharedCounters metrics = Shm.named("gateway").openOrCreate("metrics", SharedCounters.ofCapacity(1_000));
 * var requests = metrics.counter("requests");
 * requests.increment();
 * for (Counter counter : metrics) {
 *   System.out.println(counter.label() + "=" + counter.get());
 * }
 * }</pre>
 *
 * <p>A label names one counter at a time. {@link #counter} gives the counter of a label, which is
 * <i>kept</i> until it is {@linkplain #free freed}; {@link #allocate} makes one that belongs to
 * this process, and is freed when its handle is closed, when this object is closed, or when the
 * process dies. The counters of a dead process are seen no more; their places are taken back by
 * whoever needs room or the label.
 *
 * <p>A place that was freed is given to another counter only when no living process has a handle on
 * the former one by which it added, so that nothing is ever counted in a stranger's counter. Close
 * handles of freed counters, or their places are not used again before the process ends or closes
 * this object.
 *
 * <p><b>Memory effects:</b> making a counter happens before what a process does that finds it.
 * Those of a counter are told in {@link Counter}.
 *
 * <p>Safe for use by several threads. Every method throws {@link RegionClosedException} once the
 * handle is closed.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>adds</td><td>find it counted or not</td></tr>
 * <tr><td>makes a counter, up to {@code counters.written}</td><td>find no counter; its place is
 *     free</td></tr>
 * <tr><td>has made it ({@code counters.created})</td><td>find it if it is kept; the place of an
 *     allocated one is taken back when needed</td></tr>
 * <tr><td>clears the row of its slot ({@code counters.claim}, {@code counters.cleared})</td><td>
 *     ignore the row, which is a dead one's; the next in the slot clears it again</td></tr>
 * <tr><td>pins or unpins ({@code counters.pin}, {@code counters.unpin})</td><td>ignore the pin</td>
 * </tr>
 * <tr><td>frees ({@code counters.free}, {@code counters.freed})</td><td>find the counter or not; an
 *     allocated one is gone either way</td></tr>
 * <tr><td>takes back what the dead had ({@code counters.reap}, {@code counters.reaped})</td><td>
 *     do the rest when they need it</td></tr>
 * </table>
 *
 * <h2>Overview</h2>
 *
 * <p>A value is a bare long, so that adding needs no more than one instruction. All else is about
 * who may add to which place.
 *
 * <p><b>Places.</b> Each has a number of its use, odd while a counter is there. Under the writers'
 * lock, who makes a counter fills in value, owner and label and then stores the next, odd, use with
 * release (pair "use"); to free it is to store the next, even, use. A reader acquires the use,
 * reads the rest, and looks at the use again: if it is the same odd number, all of it belongs
 * together. Since each change of the state is published by that one store, nothing needs repair.
 *
 * <p><b>Pins.</b> Before a handle adds for the first time, its process writes into its own row that
 * it has the place, under the same lock and after another look at the use; from there on it adds
 * without looking. Who gives a place away skips those pinned by a member that is not dead. Rows are
 * per slot and name their member: those of dead members count for nothing, and who gets the slot
 * clears the row before it writes its own name there. A pin goes away when the handle is closed, or
 * with the closing of this object, then after the memory was unmapped, so that no thread can be
 * adding any more.
 *
 * <p>Who is dead is asked without the lock, only when a place or a label is wanted and not to be
 * had, and then used under the lock: the dead stay dead.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedCounters extends BoundObject implements Iterable<Counter> {
  @Serial private static final long serialVersionUID = 1L;

  /** How long a label may be unless something else is asked for. */
  public static final int DEFAULT_LABEL_BYTES = 256;

  private static final Format<SharedCounters> FORMAT =
      new Format<>(
          SharedCountersLayout.KIND,
          "counters",
          SharedCountersLayout.ELEMENT,
          "long",
          SharedCountersLayout.bytes(1, 1, 1),
          (home, extra) -> new SharedCounters(home));

  /** Opens shared counters. */
  public static final Kind<SharedCounters> KIND = FORMAT;

  private final transient Home home;
  private final transient Block block;
  private final transient int self;
  private final transient SharedCountersLayout layout;
  private final transient CounterTable table;
  private final transient CounterPins pins;
  private final transient RobustLock writers;

  /** The handles that {@link #counter} gives. */
  private final transient Map<String, Counter> kept = new ConcurrentHashMap<>();

  /** Held to change what follows; taken before the writers' lock. */
  private final transient ReentrantLock handles = new ReentrantLock();

  private final transient Map<Integer, Integer> pinnedBy = new HashMap<>();
  private final transient Set<Counter> allocated = new HashSet<>();
  private transient boolean closing;

  private SharedCounters(Home home) {
    super(home);
    this.home = home;
    this.block = home.block();
    this.self = home.self().bits();
    this.layout = SharedCountersLayout.of(block);
    require(
        layout.fits(),
        "capacity="
            + layout.capacity()
            + " and the longest label="
            + layout.labelBytes()
            + " bytes do not fit the memory="
            + block.byteSize());
    this.table = new CounterTable(block, layout);
    this.pins = new CounterPins(block, layout, self, home.self().slot());
    check();
    this.writers = WriterLock.in(home, SharedCountersLayout.WRITER_OFFSET);
    home.attach(new Holder());
  }

  private void check() {
    int mark = block.getIntAcquire(SharedCountersLayout.MARK_OFFSET);
    require(mark >= 0 && mark <= layout.capacity(), "mark=" + mark);
    for (int place = 0; place < mark; place++) {
      long use = table.use(place);
      int owner = table.owner(place);
      int length = table.labelBytes(place);
      Block.readFence();
      boolean steady = CounterTable.isInUse(use) && table.use(place) == use;
      boolean possible = isOwner(owner) && length > 0 && length <= layout.labelBytes();
      require(
          use >= 0 && (possible || !steady),
          "use="
              + use
              + ", owner=0x"
              + Integer.toHexString(owner)
              + ", label bytes="
              + length
              + " of place "
              + place);
    }
    for (int slot = 0; slot < layout.slots(); slot++) {
      int owner = pins.owner(slot);
      require(
          isOwner(owner) && (owner == 0 || OwnerId.ofBits(owner).slot() == slot),
          "pins of slot " + slot + " belong to 0x" + Integer.toHexString(owner));
    }
  }

  /** Whether these are the bits of an owner, or of nobody. */
  private static boolean isOwner(int bits) {
    try {
      return bits == 0 || OwnerId.ofBits(bits).bits() == bits;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void require(boolean possible, String what) {
    if (!possible) {
      throw new RegionFormatException(
          "cannot open " + home.label() + ": " + what + "; delete it and create it again");
    }
  }

  /**
   * Room for so many counters at a time, with labels of up to {@value #DEFAULT_LABEL_BYTES} bytes.
   * With the labels, a counter takes about 700 bytes in a domain of 256 processes.
   *
   * @param capacity how many, at least 1
   * @return the spec
   * @throws IllegalArgumentException if there is room for none
   */
  public static Spec<SharedCounters> ofCapacity(int capacity) {
    return ofCapacity(capacity, DEFAULT_LABEL_BYTES);
  }

  /**
   * Room for so many counters at a time, with labels of so many bytes.
   *
   * @param capacity how many counters, at least 1
   * @param labelBytes how long a label may be, in bytes of UTF-8; at least 1
   * @return the spec
   * @throws IllegalArgumentException if there is room for none
   */
  public static Spec<SharedCounters> ofCapacity(int capacity, int labelBytes) {
    if (capacity < 1 || labelBytes < 1) {
      throw new IllegalArgumentException(
          "not a size for counters: capacity="
              + capacity
              + ", labelBytes="
              + labelBytes
              + "; both must be at least 1");
    }
    return new Blueprint<>(
        FORMAT,
        slots -> SharedCountersLayout.bytes(capacity, labelBytes, slots),
        memory -> {
          memory.setInt(SharedCountersLayout.CAPACITY_OFFSET, capacity);
          memory.setInt(SharedCountersLayout.LABEL_BYTES_OFFSET, labelBytes);
        },
        null);
  }

  /**
   * How many counters there can be at a time.
   *
   * @return the capacity
   */
  public int capacity() {
    return layout.capacity();
  }

  /**
   * How many counters there are, those of dead processes not counted.
   *
   * @return their number
   */
  public int size() {
    return (int) stream().count();
  }

  /**
   * Finds the counter of a label, or makes it. It is kept until it is {@linkplain #free freed}.
   *
   * <p>While the counter is there, every call with that label gives the same handle, until that
   * handle is closed.
   *
   * @param label 1 byte or more in UTF-8, and no more than there is room for
   * @return a handle
   * @throws IllegalArgumentException if the label is empty or too long
   * @throws IllegalStateException if there is no room, or the counter of that label belongs to a
   *     living process
   */
  public Counter counter(String label) {
    Counter known = kept.get(label);
    if (known != null && !known.isClosed() && !known.isFreed()) {
      return known;
    }
    handles.lock();
    try {
      Counter counter = make(label, 0);
      Counter again = kept.get(label);
      if (again != null && !again.isClosed() && again.isOfSameUse(counter)) {
        release(counter);
        return again;
      }
      kept.put(label, counter);
      return counter;
    } finally {
      handles.unlock();
    }
  }

  /**
   * Makes a counter that belongs to this process. It is freed when the handle is closed, when this
   * object is closed, or when the process dies or leaves the domain.
   *
   * @param label 1 byte or more in UTF-8, and no more than there is room for
   * @return the handle that frees the counter when it is closed
   * @throws IllegalArgumentException if the label is empty or too long
   * @throws IllegalStateException if there is no room, or there is a counter of that label already
   */
  public Counter allocate(String label) {
    handles.lock();
    try {
      Counter counter = make(label, self);
      allocated.add(counter);
      return counter;
    } finally {
      handles.unlock();
    }
  }

  /**
   * Finds the counter of a label.
   *
   * @param label 1 byte or more in UTF-8, and no more than there is room for
   * @return a handle of its own, or empty if there is no such counter
   * @throws IllegalArgumentException if the label is empty or too long
   */
  public Optional<Counter> find(String label) {
    Row row = table.find(label(label));
    return row == null || isDead(row.owner()) ? Optional.empty() : Optional.of(handle(row));
  }

  /**
   * Frees the kept counter of a label. Handles on it stay usable, see {@link Counter}.
   *
   * @param label 1 byte or more in UTF-8, and no more than there is room for
   * @return false if there is no such counter
   * @throws IllegalArgumentException if the label is empty or too long
   * @throws IllegalStateException if the counter belongs to a process, which alone can free it
   */
  public boolean free(String label) {
    Row row = table.find(label(label));
    if (row == null || isDead(row.owner())) {
      return false;
    }
    if (row.owner() != 0) {
      throw new IllegalStateException(
          "cannot free a counter in "
              + where()
              + ": label="
              + label
              + ", "
              + whose(row.owner())
              + "; close the handle that allocated it");
    }
    return free(row.place(), row.use());
  }

  private boolean free(int place, long use) {
    return writers.<Boolean, RuntimeException>locked(() -> table.free(place, use));
  }

  /**
   * The counters there are, without those of dead processes, in the order of their ids. Each is
   * read whole: its label and its value belong together.
   *
   * @return handles of their own, of the counters at this moment
   */
  @Override
  public Iterator<Counter> iterator() {
    return stream().iterator();
  }

  /**
   * The counters there are; see {@link #iterator}.
   *
   * @return handles of their own, of the counters at this moment
   */
  public Stream<Counter> stream() {
    List<Row> rows = table.rows();
    Set<Integer> dead =
        dead(rows.stream().map(Row::owner).filter(owner -> owner != 0).collect(Collectors.toSet()));
    return rows.stream().filter(row -> !dead.contains(row.owner())).map(this::handle);
  }

  @Override
  protected String state() {
    return size() + " of " + capacity() + " counters used";
  }

  // ---- making ----

  private CounterLabel label(String text) {
    return CounterLabel.of(text, layout.labelBytes(), where());
  }

  /** Finds or makes a counter, with the handles locked; the handle has its place pinned. */
  private Counter make(String text, int owner) {
    CounterLabel label = label(text);
    refuseIfClosing();
    Set<Integer> dead = new HashSet<>();
    while (true) {
      int[] place = {CounterTable.FULL};
      Counter made =
          writers.<@Nullable Counter, RuntimeException>locked(() -> {
            place[0] = table.place(label, owner, dead, () -> pins.pinned(dead));
            Row row = place[0] < 0 ? null : table.row(place[0]);
            if (row == null) {
              return null;
            }
            Counter counter = handle(row);
            pinLocked(counter);
            return counter;
          });
      if (made != null) {
        return made;
      }
      if (!dead.addAll(dead(owners()))) {
        throw place[0] == CounterTable.TAKEN ? taken(label) : full(label);
      }
    }
  }

  /** What is made or pinned once {@code closing} was done would stay. */
  private void refuseIfClosing() {
    if (closing) {
      throw new RegionClosedException(
          where() + " was closed in this process; open it again to go on using it");
    }
  }

  Counter handle(Row row) {
    return new Counter(this, block, row);
  }

  private IllegalStateException taken(CounterLabel label) {
    Row row = table.find(label);
    return new IllegalStateException(
        "label is taken in "
            + where()
            + ": label="
            + label.text()
            + ", "
            + (row == null ? "freed just now" : whose(row.owner()))
            + "; use another label, or find(label) to add to that counter");
  }

  private IllegalStateException full(CounterLabel label) {
    BitSet held = pins.pinned(Set.of());
    int used = 0;
    for (Row row : table.rows()) {
      held.clear(row.place());
      used++;
    }
    List<String> holders =
        pins.holders(held).stream()
            .map(owner -> pid(owner).map(pid -> "" + pid).orElse("?"))
            .toList();
    return new IllegalStateException(
        "no room for a counter in "
            + where()
            + ": label="
            + label.text()
            + ", capacity="
            + capacity()
            + ", used="
            + used
            + ", freed but still held="
            + held.cardinality()
            + " by processes="
            + holders
            + "; free counters, close the handles of freed ones, or create it with more capacity");
  }

  // ---- owners ----

  private Set<Integer> owners() {
    Set<Integer> owners = pins.owners();
    table.rows().forEach(row -> owners.add(row.owner()));
    owners.remove(0);
    return owners;
  }

  private Set<Integer> dead(Set<Integer> owners) {
    return owners.stream().filter(this::isDead).collect(Collectors.toSet());
  }

  private boolean isDead(int owner) {
    return owner != 0 && owner != self && !home.liveness().isAlive(OwnerId.ofBits(owner));
  }

  Optional<Long> pid(int owner) {
    if (owner == 0) {
      return Optional.empty();
    }
    var pid = home.liveness().pid(OwnerId.ofBits(owner));
    return pid.isPresent() ? Optional.of(pid.getAsLong()) : Optional.empty();
  }

  private String whose(int owner) {
    return owner == 0
        ? "kept for all"
        : "owner=" + pid(owner).map(pid -> "pid " + pid).orElse("member " + OwnerId.ofBits(owner));
  }

  // ---- handles ----

  CounterTable table() {
    return table;
  }

  String where() {
    return home.label();
  }

  /** Lets a handle add from now on; false if its counter was freed. */
  boolean pin(Counter counter) {
    handles.lock();
    try {
      refuseIfClosing();
      return counter.isReady()
          || writers.<Boolean, RuntimeException>locked(() -> {
            if (counter.isClosed() || table.use(counter.place()) != counter.use()) {
              return false;
            }
            pinLocked(counter);
            return true;
          });
    } finally {
      handles.unlock();
    }
  }

  /** Once per place in shared memory, however many handles there are here. */
  private void pinLocked(Counter counter) {
    if (pinnedBy.merge(counter.place(), 1, Integer::sum) == 1) {
      pins.pin(counter.place());
    }
    counter.setReady();
  }

  /** Closes a handle. */
  void release(Counter counter) {
    handles.lock();
    try {
      if (counter.isClosed()) {
        return;
      }
      boolean pinned = counter.isReady();
      counter.setClosed();
      kept.remove(counter.label(), counter);
      if (allocated.remove(counter)) {
        free(counter.place(), counter.use());
      }
      if (pinned && pinnedBy.merge(counter.place(), -1, Integer::sum) == 0) {
        pinnedBy.remove(counter.place());
        pins.unpin(block, counter.place());
      }
    } catch (RegionClosedException e) {
      return; // closed meanwhile, which freed and unpinned everything
    } finally {
      handles.unlock();
    }
  }

  /** Ends with the handle what this process has. */
  private final class Holder implements Resident {
    @Override
    public void closing() {
      handles.lock();
      try {
        closing = true;
        allocated.forEach(counter -> free(counter.place(), counter.use()));
        allocated.clear();
      } finally {
        handles.unlock();
      }
    }

    @Override
    public void unmapped() {
      handles.lock();
      try {
        if (!pinnedBy.isEmpty()) {
          home.remapped(memory -> {
            pinnedBy.keySet().forEach(place -> pins.unpin(memory, place));
            return true;
          });
          pinnedBy.clear();
        }
      } finally {
        handles.unlock();
      }
    }

    @Override
    public void wakeAll() {}
  }
}
