package dev.ipc.pipe;

import static dev.ipc.pipe.SharedPipeLayout.DUPLEX;
import static dev.ipc.pipe.SharedPipeLayout.FIRST_ITEMS_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.FIRST_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.FIRST_ROOM_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.KIND;
import static dev.ipc.pipe.SharedPipeLayout.ONE_WAY;
import static dev.ipc.pipe.SharedPipeLayout.PASSING_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.SECOND_ITEMS_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.SECOND_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.SECOND_ROOM_OFFSET;

import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.bind.Resident;
import dev.ipc.codec.Codec;
import dev.ipc.ring.RingLayout;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Two ends between which objects and bytes go to and fro, or in a one-way pipe from the first to
 * the second; each end belongs to one process at a time. It is the fastest way from one process to
 * another, and the one on which each side learns that the other is gone.
 *
 * <pre>{@code
 * SharedPipe<Object> pipe = shm.create(SharedPipe.duplex());
 * Connection<Object> here = pipe.first();
 * Connection<Object> there = pipe.second();
 * JvmProcess.start(() -> {
 *   there.send("ready");
 *   there.forEachUntilEnd(job -> work(job));
 * });
 * here.receive();
 * here.send(new Job(1, "/a"));
 * here.close();
 * }</pre>
 *
 * <table class="striped">
 * <caption>What becomes of an end</caption>
 * <tr><th>it is</th><th>until</th><th>the other end</th></tr>
 * <tr><td>free: nobody ever had it</td><td>a process asks the pipe for it</td><td>waits</td></tr>
 * <tr><td>taken by a process</td><td>that sends it away, closes it, closes its domain, or
 * dies</td><td>sends and receives</td></tr>
 * <tr><td>sent by a process</td><td>it arrives in another, which takes it, or the sender takes it
 * back; the sender closes its domain, or dies; or the child ends whose function it was sent
 * with</td><td>waits</td></tr>
 * <tr><td>closed, or dead</td><td>for good</td><td>receives what was sent, then the end; cannot
 * send</td></tr>
 * </table>
 *
 * <table class="striped">
 * <caption>What the other end sees if a process dies</caption>
 * <tr><th>while it</th><th>the other end</th></tr>
 * <tr><td>starts, and was sent an end with its function</td><td>sees the end when the parent has
 * seen its child end</td></tr>
 * <tr><td>has an end, or has sent it and it did not arrive</td><td>receives what was sent, then
 * {@link PipeEndedException}; within 50 ms after the kernel released its membership if it waits, and
 * within 2 s if it sends and never has to wait</td></tr>
 * <tr><td>sends a message, also in parts</td><td>receives it whole, or not</td></tr>
 * <tr><td>receives a message</td><td>does not learn whether that was received</td></tr>
 * <tr><td>closes its end</td><td>sees the end one way or the other</td></tr>
 * <tr><td>finds the other end dead</td><td>is dead; who comes later finds out again</td></tr>
 * </table>
 *
 * <h2>Overview</h2>
 *
 * <p>A {@link dev.ipc.ring.Ring} for each direction, of which the one producer and the one consumer
 * are the two ends: so no lock is needed between processes. That there is no more than one of each
 * follows from the end's word, see {@link EndWord}: all its changes are made by compare-and-set,
 * and the handle that took the end compares the word with what it stored then, at each use. In a
 * JVM, threads are kept apart by a {@link Turn} for each side.
 *
 * <p>An end is sent away only while no thread uses it, and taken by its receiver with a
 * compare-and-set: so what the next owner finds in the ring is what the last one left. Nobody takes
 * the end of a dead owner, so what a death leaves in the middle of a change is never built upon.
 *
 * <p>Closing an end is one store, after the thread that sends has left (pair "end"): who finds it
 * closed, and then nothing in the ring, has received all. A death is treated alike, since what the
 * dead wrote is visible to who found out.
 *
 * <p>A message longer than a quarter of the ring goes in parts, each with the length of the whole
 * and its place in it. The receiver puts them together on its heap, and drops what it has when
 * another message begins: the sender gave up. So a sender that is interrupted, or out of time, or
 * dies in the middle leaves nothing to be repaired.
 *
 * @param <E> the type of the objects
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedPipe<E> extends BoundObject {
  @Serial private static final long serialVersionUID = 1L;

  /** Room for messages in each direction if nothing else is said. */
  public static final long DEFAULT_CAPACITY_BYTES = 1 << 20;

  @SuppressWarnings("rawtypes") // one format for pipes of all types
  private static final Format<SharedPipe> FORMAT_ONE_WAY = format(ONE_WAY, "one-way");

  @SuppressWarnings("rawtypes") // one format for pipes of all types
  private static final Format<SharedPipe> FORMAT_DUPLEX = format(DUPLEX, "duplex");

  private final transient Home home;
  private final transient @Nullable Codec<E> codec;
  private final transient Lane there;
  private final transient @Nullable Lane back;
  private final transient boolean passing;
  private final transient Connection<E> first;
  private final transient Connection<E> second;

  private SharedPipe(Home home, int directions, @Nullable Codec<E> codec) {
    super(home);
    this.home = home;
    this.codec = codec;
    check(FIRST_OFFSET);
    check(SECOND_OFFSET);
    this.there = new Lane(home, directions, 0, SECOND_ITEMS_OFFSET, FIRST_ROOM_OFFSET);
    this.back =
        directions == ONE_WAY
            ? null
            : new Lane(home, directions, 1, FIRST_ITEMS_OFFSET, SECOND_ROOM_OFFSET);
    this.passing = home.block().getInt(PASSING_OFFSET) != 0;
    this.first = new Connection<>(this, home, true, there, back);
    this.second = new Connection<>(this, home, false, back, there);
    home.attach(new Ends());
  }

  private void check(long offset) {
    long word = home.block().getLongVolatile(offset);
    if (!EndWord.isValid(word)) {
      throw new RegionFormatException(
          "cannot open "
              + label()
              + ": end at="
              + offset
              + " has word=0x"
              + Long.toHexString(word)
              + "; delete it and create it again");
    }
  }

  @SuppressWarnings("rawtypes") // one format for pipes of all types
  private static Format<SharedPipe> format(int directions, String name) {
    return new Format<>(
        KIND,
        "pipe",
        directions,
        name,
        SharedPipeLayout.bytes(directions, RingLayout.MIN_LINES),
        (home, codec) -> new SharedPipe<>(home, directions, (Codec<?>) codec));
  }

  /**
   * A pipe in both directions for any objects, between a process and its children: see {@link
   * Codec#objects()}. Also what to open one by.
   *
   * @return the spec, of a pipe with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static Spec<SharedPipe<Object>> duplex() {
    return duplex(Codec.objects());
  }

  /**
   * A pipe in both directions for objects of a type, between any applications: see {@link
   * Codec#of(Class)}. Also what to open one by.
   *
   * @param type the type of the objects
   * @param <E> the type of the objects
   * @return the spec, of a pipe with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static <E> Spec<SharedPipe<E>> duplex(Class<E> type) {
    return duplex(Codec.of(type));
  }

  /**
   * A pipe in both directions for objects that a codec can encode. Also what to open one by.
   *
   * @param codec how objects become bytes
   * @param <E> the type of the objects
   * @return the spec, of a pipe with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static <E> Spec<SharedPipe<E>> duplex(Codec<E> codec) {
    return duplex(codec, DEFAULT_CAPACITY_BYTES);
  }

  /**
   * A pipe in both directions for objects that a codec can encode.
   *
   * @param codec how objects become bytes
   * @param capacityBytes room for messages in each direction; rounded up to a power of two. A
   *     message takes its bytes and 16 more, rounded up to a multiple of 64; one longer than a
   *     quarter of this goes in parts
   * @param <E> the type of the objects
   * @return the spec
   * @throws IllegalArgumentException if the capacity is out of range
   */
  public static <E> Spec<SharedPipe<E>> duplex(Codec<E> codec, long capacityBytes) {
    return spec(FORMAT_DUPLEX, codec, capacityBytes, false);
  }

  /** A pipe in both directions of which users see the ends only, and which goes with them. */
  static <E> Spec<SharedPipe<E>> passing(Codec<E> codec, long capacityBytes) {
    return spec(FORMAT_DUPLEX, codec, capacityBytes, true);
  }

  /**
   * A pipe from the first end to the second for any objects, between a process and its children:
   * see {@link Codec#objects()}. Also what to open one by.
   *
   * @return the spec, of a pipe with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static Spec<SharedPipe<Object>> oneWay() {
    return oneWay(Codec.objects());
  }

  /**
   * A pipe from the first end to the second for objects of a type, between any applications: see
   * {@link Codec#of(Class)}. Also what to open one by.
   *
   * @param type the type of the objects
   * @param <E> the type of the objects
   * @return the spec, of a pipe with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static <E> Spec<SharedPipe<E>> oneWay(Class<E> type) {
    return oneWay(Codec.of(type));
  }

  /**
   * A pipe from the first end to the second for objects that a codec can encode. Also what to open
   * one by.
   *
   * @param codec how objects become bytes
   * @param <E> the type of the objects
   * @return the spec, of a pipe with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static <E> Spec<SharedPipe<E>> oneWay(Codec<E> codec) {
    return oneWay(codec, DEFAULT_CAPACITY_BYTES);
  }

  /**
   * A pipe from the first end to the second for objects that a codec can encode.
   *
   * @param codec how objects become bytes
   * @param capacityBytes room for messages; rounded up to a power of two. A message takes its bytes
   *     and 16 more, rounded up to a multiple of 64; one longer than a quarter of this goes in
   *     parts
   * @param <E> the type of the objects
   * @return the spec
   * @throws IllegalArgumentException if the capacity is out of range
   */
  public static <E> Spec<SharedPipe<E>> oneWay(Codec<E> codec, long capacityBytes) {
    return spec(FORMAT_ONE_WAY, codec, capacityBytes, false);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a format makes pipes of the codec's type
  private static <E> Spec<SharedPipe<E>> spec(
      Format<SharedPipe> format, Codec<E> codec, long capacityBytes, boolean passing) {
    if (capacityBytes < 1 || capacityBytes > RingLayout.MAX_BYTES) {
      throw new IllegalArgumentException(
          "not a size for a pipe: capacityBytes="
              + capacityBytes
              + "; give 1 to "
              + RingLayout.MAX_BYTES
              + " bytes");
    }
    int directions = format.element();
    int lines = RingLayout.lines(capacityBytes);
    return new Blueprint<>(
        (Format<SharedPipe<E>>) (Format<?>) format,
        SharedPipeLayout.bytes(directions, lines),
        block -> {
          SharedPipeLayout.initialize(block, directions, lines);
          block.setInt(PASSING_OFFSET, passing ? 1 : 0);
        },
        codec);
  }

  /**
   * Takes the first end for this process, if nobody has had it, or this handle has it, or has sent
   * it to a process in which it did not arrive.
   *
   * @return the end, always the same of this handle
   * @throws IllegalStateException if another process has it, or another handle of this one
   * @throws PipeEndedException if it is closed, or who had it is dead
   */
  public Connection<E> first() {
    return taken(first);
  }

  /**
   * Takes the second end for this process, if nobody has had it, or this handle has it, or has sent
   * it to a process in which it did not arrive.
   *
   * @return the end, always the same of this handle
   * @throws IllegalStateException if another process has it, or another handle of this one
   * @throws PipeEndedException if it is closed, or who had it is dead
   */
  public Connection<E> second() {
    return taken(second);
  }

  private Connection<E> taken(Connection<E> end) {
    end.link().take();
    return end;
  }

  /** An end that was sent here. */
  Connection<E> arrived(boolean whether) {
    Connection<E> end = whether ? first : second;
    end.link().arrive();
    return end;
  }

  Identity identity() {
    return home.identity();
  }

  /** An end was closed here: if users see no more of the pipe than its ends, it goes with them. */
  void ended() {
    if (passing) {
      home.delete();
      if (isPast()) {
        close();
      }
    }
  }

  /** Closes the ends of this handle, and the pipe with them. */
  void giveUp() {
    home.delete();
    close();
  }

  /** Whether this handle had an end, and has none any more, nor answers for one on its way. */
  private boolean isPast() {
    Link one = first.link();
    Link other = second.link();
    return (one.isPast() && other.isAside()) || (other.isPast() && one.isAside());
  }

  Codec<E> codec() {
    if (codec == null) {
      throw new IllegalStateException(label() + " is only looked at");
    }
    return codec;
  }

  @Override
  protected @Nullable Serializable extra() {
    return codec;
  }

  @Override
  protected String state() {
    return "first end "
        + EndWord.describe(first.link().own())
        + ", second "
        + EndWord.describe(second.link().own())
        + ", to second: "
        + there.state()
        + (back == null ? "" : ", to first: " + back.state());
  }

  /** What this handle means to the other end. */
  private final class Ends implements Resident {
    @Override
    public void closing() {
      first.closing();
      second.closing();
    }

    @Override
    public void wakeAll() {
      first.wakeAll();
      second.wakeAll();
    }

    @Override
    public void tend() {
      first.link().tend();
      second.link().tend();
      if (passing && isPast()) {
        Thread.startVirtualThread(SharedPipe.this::close); // its end was sent away, and arrived
      }
    }
  }
}
