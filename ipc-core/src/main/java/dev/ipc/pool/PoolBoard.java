package dev.ipc.pool;

import static dev.ipc.pool.PoolBoardLayout.ELEMENT;
import static dev.ipc.pool.PoolBoardLayout.LINES_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.PENDING_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.WORKERS_OFFSET;

import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.memory.Block;
import java.io.Serial;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the workers of a pool say what they do, for the pool and for who looks on, and where the
 * pool tells a worker that it is to give something up.
 *
 * <h2>Overview</h2>
 *
 * <p>Jobs and results travel over a pipe to each worker, which has two ends and no lock; see {@link
 * dev.ipc.pipe.SharedPipe}. What the board adds is who has which job: one word per worker, its
 * {@link WorkerLine hand}, which both sides change by compare-and-set only. The pool numbers the
 * jobs that it sends to a worker: the n-th job that a worker begins makes {@code started} n. Each
 * job is sent with the {@code epoch} of that moment, and the worker begins it if the epoch is still
 * the same, else it drops it silently. To take back what the worker has not begun the pool adds 1
 * to the epoch; it sees in the same atomic step how many jobs were begun. So a job is either begun
 * or taken back, never both, and never neither.
 *
 * <p>Before it begins a job the worker writes which one ({@code job}), and that all of its items
 * are begun ({@code item}): so if it dies while it decodes them, none of them is run again unless
 * asked for. Then {@code hand}. Then, before each item, how many are begun. The pool reads {@code
 * item} of a dead worker only, all of whose stores are visible to who found it dead, and only if a
 * job was begun of which not all results came: which is then the last begun, since a worker sends
 * all results of a job before it begins the next.
 *
 * <p>{@code control} names a job by its number, so an order to give up that comes late meets no
 * other. It is stored with release and followed by a wake-up (pair "control").
 *
 * <p>Everything else on a line is for display, and for the judgement of who looks how long a job
 * takes.
 *
 * <table class="striped">
 * <caption>What the pool finds of a worker that died</caption>
 * <tr><th>while it</th><th>of the job</th></tr>
 * <tr><td>starts, or runs the initializer ({@code pool.initialize})</td><td>has none</td></tr>
 * <tr><td>has received a job ({@code pool.received})</td><td>not begun: run elsewhere</td></tr>
 * <tr><td>decodes it ({@code pool.begun})</td><td>all items begun</td></tr>
 * <tr><td>runs an item ({@code pool.item})</td><td>this item begun, earlier ones too unless their
 * results came</td></tr>
 * <tr><td>is about to send results ({@code pool.results})</td><td>the same</td></tr>
 * <tr><td>has sent the last ({@code pool.sent})</td><td>done</td></tr>
 * <tr><td>ends in order ({@code pool.ending})</td><td>has none, not begun: run elsewhere</td></tr>
 * </table>
 */
@SuppressWarnings("exports") // only the pool and tools see it
public final class PoolBoard extends BoundObject {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<PoolBoard> FORMAT =
      new Format<>(
          PoolBoardLayout.KIND,
          "pool",
          ELEMENT,
          "board",
          PoolBoardLayout.bytes(1),
          (home, extra) -> new PoolBoard(home));

  /** Opens a board. */
  public static final Kind<PoolBoard> KIND = FORMAT;

  private final transient Block block;
  private final transient List<WorkerLine> lines;

  private PoolBoard(Home home) {
    super(home);
    this.block = home.block();
    int count = PoolBoardLayout.lines(block);
    int workers = block.getInt(WORKERS_OFFSET);
    if (count < 0 || workers < 1 || workers > count) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": lines="
              + block.getInt(LINES_OFFSET)
              + ", workers="
              + workers
              + " do not fit the memory="
              + block.byteSize()
              + "; it goes with its pool");
    }
    this.lines =
        IntStream.range(0, count)
            .mapToObj(i -> new WorkerLine(home, PoolBoardLayout.lineOffset(i), i))
            .toList();
    home.attach(new Sleepers());
  }

  /**
   * A new board.
   *
   * @param workers how many workers get tasks at a time
   * @param spares how many more there are
   * @return the spec
   */
  public static Spec<PoolBoard> of(int workers, int spares) {
    int lines = Math.addExact(workers, spares);
    return new Blueprint<>(
        FORMAT,
        PoolBoardLayout.bytes(lines),
        block -> {
          block.setInt(LINES_OFFSET, lines);
          block.setInt(WORKERS_OFFSET, workers);
        },
        null);
  }

  /**
   * The line of a worker.
   *
   * @param index from 0
   * @return the line, always the same
   */
  public WorkerLine line(int index) {
    return lines.get(index);
  }

  /**
   * Tells how many jobs are with no worker, for display.
   *
   * @param count how many
   */
  public void pending(long count) {
    block.setLongOpaque(PENDING_OFFSET, count);
  }

  /**
   * The workers at this moment.
   *
   * @return those that there are
   */
  public List<WorkerState> workers() {
    return lines.stream().flatMap(line -> line.look().stream()).toList();
  }

  @Override
  protected String state() {
    List<WorkerState> all = workers();
    long busy = all.stream().filter(worker -> worker.job() != 0).count();
    long done = all.stream().mapToLong(WorkerState::done).sum();
    long pending = block.getLongOpaque(PENDING_OFFSET);
    return all.size()
        + " workers, "
        + busy
        + " busy, "
        + done
        + " tasks done, "
        + pending
        + " pending";
  }

  private final class Sleepers implements Resident {
    @Override
    public void wakeAll() {
      lines.forEach(WorkerLine::wake);
    }
  }
}
