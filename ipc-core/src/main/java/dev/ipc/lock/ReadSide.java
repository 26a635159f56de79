package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.WORD_OFFSET;
import static dev.ipc.lock.LockWord.DIRTY;
import static dev.ipc.lock.LockWord.FREE;
import static dev.ipc.lock.ReadWriteLayout.DRAINING_OFFSET;
import static dev.ipc.lock.ReadWriteLayout.WAITING_OFFSET;
import static dev.ipc.lock.RobustLock.TIMED_OUT;

import dev.ipc.RegionClosedException;
import dev.ipc.ValueSection;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;
import org.jspecify.annotations.Nullable;

/** Reading: a count in the own line while nobody writes. See {@link RobustReadWriteLock}. */
final class ReadSide implements ReadWriteSide {
  private final Block block;
  private final Home home;
  private final Parker parker;
  private final RobustLock lock;
  private final ReaderLines lines;
  private final ReadHolds reads;
  private final WriteSide writing;
  private final Bell waiting;
  private final Bell draining;

  /** What the word is, beside free, when this handle may read: dirty, if it cannot repair. */
  private final long alsoFree;

  ReadSide(
      Home home,
      RobustLock lock,
      ReaderLines lines,
      ReadHolds reads,
      WriteSide writing,
      boolean repairs) {
    this.block = home.block();
    this.home = home;
    this.parker = home.parker();
    this.lock = lock;
    this.lines = lines;
    this.reads = reads;
    this.writing = writing;
    this.waiting = new Bell(block, WAITING_OFFSET, parker);
    this.draining = new Bell(block, DRAINING_OFFSET, parker);
    this.alsoFree = repairs ? FREE : DIRTY;
  }

  @Override
  public int acquire() {
    return take(Deadline.NEVER, false);
  }

  @Override
  public int acquire(Deadline deadline) throws InterruptedException {
    int before = take(deadline, true);
    if (before == TIMED_OUT && Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for the writer of " + home.label());
    }
    return before;
  }

  @Override
  public int tryAcquire() {
    return take(Deadline.NOW, false);
  }

  private int take(Deadline deadline, boolean interruptible) {
    ReadHolds.Hold mine = reads.ofThisThread();
    int before = mine.depth;
    if (before == 0) {
      if (lock.isHeldByCurrentThread()) {
        lines.enter();
      } else if (!tryEnter(mine) && !await(mine, deadline, interruptible)) {
        return TIMED_OUT;
      }
      // step: rw.reading
    }
    mine.depth = before + 1;
    return before;
  }

  private boolean mayRead(long word) {
    return word == FREE || word == alsoFree;
  }

  /** Counts this thread, then looks for a writer: the other half of Dekker's scheme is drain. */
  private boolean tryEnter(ReadHolds.Hold mine) {
    if (!mayRead(block.getLongOpaque(WORD_OFFSET))) {
      return false;
    }
    // step: rw.enter
    lines.enter();
    mine.depth = 1;
    boolean entered = false;
    try {
      // step: rw.entered
      entered = mayRead(block.getLongVolatile(WORD_OFFSET));
    } finally {
      if (!entered) {
        try {
          giveBack(mine, 0);
        } catch (StackOverflowError e) {
          if (mine.depth > 0) {
            reads.stranded[mine.stripe]++;
            mine.depth = 0;
          }
        }
      }
    }
    return entered;
  }

  /**
   * Waits until this thread may read.
   *
   * @return false if the time is over, or the thread was interrupted, which it still is then
   */
  private boolean await(ReadHolds.Hold mine, Deadline deadline, boolean interruptible) {
    if (deadline == Deadline.NOW) {
      writing.heal(deadline, false);
      return tryEnter(mine);
    }
    if (Spin.until(parker, () -> tryEnter(mine))) {
      return true;
    }
    Stack.reserve();
    boolean interrupted = false;
    home.turnstile().enter();
    try {
      while (!tryEnter(mine)) {
        if (Thread.interrupted()) {
          interrupted = true;
          if (interruptible) {
            return false;
          }
        }
        long nanos = deadline.remainingNanos(parker, RobustLock.BOUND_NANOS);
        if (nanos <= 0) {
          return false;
        }
        waiting.announce();
        if (LockLayout.word(block) != FREE) {
          waiting.sleep(nanos);
          home.turnstile().check();
        }
        if (!mayRead(block.getLongVolatile(WORD_OFFSET))) {
          writing.heal(deadline, interruptible);
        }
      }
      return true;
    } finally {
      home.turnstile().exit();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void release() {
    releaseTo(reads.ofThisThread().depth - 1);
  }

  @Override
  public void releaseTo(int before) {
    ReadHolds.Hold mine = reads.ofThisThread();
    if (before < 0 || mine.depth <= before) {
      throw notHeld();
    }
    giveBack(mine, before);
  }

  /** If a stack overflow leaves this method, either the depth is as before, or all is done. */
  private void giveBack(ReadHolds.Hold mine, int before) {
    boolean last = before == 0 && leave();
    mine.depth = before;
    if (last) {
      ringWriter();
    }
  }

  /** Takes the count of this thread away, also after a raced close: this JVM lives. */
  private boolean leave() {
    try {
      return lines.leave();
    } catch (RegionClosedException closed) {
      boolean left =
          home.remapped(memory -> {
            lines.leaveIn(memory);
            new Bell(memory, DRAINING_OFFSET, parker).ring(1);
            return true;
          });
      if (!left) {
        throw closed;
      }
      return false;
    }
  }

  private void ringWriter() {
    // step: rw.left
    try {
      draining.ring(1);
    } catch (RegionClosedException e) {
      return; // the writer looks again by itself
    }
  }

  private IllegalMonitorStateException notHeld() {
    return new IllegalMonitorStateException(
        "unlock by a thread that does not read "
            + home.label()
            + ": reading threads of this process="
            + lines.own()
            + "; only the thread that took the read lock gives it back");
  }

  /** What cannot be given back for want of stack is left to {@link #tend}. */
  @Override
  public <R extends @Nullable Object, X extends Throwable> R locked(ValueSection<R, X> section)
      throws X {
    ReadHolds.Hold mine = reads.ofThisThread();
    int before = acquire();
    try {
      return section.run();
    } finally {
      try {
        releaseTo(before);
      } catch (StackOverflowError e) {
        if (mine.depth > before) {
          if (before == 0) {
            reads.stranded[mine.stripe]++;
          }
          mine.depth = before;
        }
      }
    }
  }

  /** Takes away the counts that threads without stack have left. */
  void tend() {
    for (int i = reads.takeStranded(); i > 0; i--) {
      if (leave()) {
        ringWriter();
      }
    }
  }

  @Override
  public boolean isHeldByCurrentThread() {
    return reads.ofThisThread().depth > 0;
  }
}
