package dev.ipc.process;

import dev.ipc.IpcException;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.shm.os.Events;
import dev.ipc.task.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A place for a worker in a pool, and the thread that serves who has it: it starts the worker,
 * sends it jobs and receives results, and when it is dead starts the next.
 */
final class Seat implements Runnable {
  final int index;
  final String name;
  final Condition called;

  /** Whether there is a thread; this and the following are guarded by the lock of the crew. */
  boolean served;

  /** Whether its worker gets jobs; else it is a spare, or not ready. */
  boolean active;

  boolean ready;

  /** Whether it waits in the crew's list of those without work. */
  boolean idle;

  /** Whether a thread of the user serves its worker. */
  boolean lent;

  /** Whether the process of its worker has ended. */
  boolean exited;

  /** Whether its worker was idle too long. */
  boolean expired;

  long idleSince;

  private final Crew crew;
  private volatile @Nullable Worker worker;
  private volatile @Nullable Thread handler;
  private int generation;

  Seat(Crew crew, int index, Condition called) {
    this.crew = crew;
    this.index = index;
    this.name = crew.name() + "-worker-" + (index + 1);
    this.called = called;
  }

  /** Who has the place, or null. */
  @Nullable Worker worker() {
    return worker;
  }

  @Override
  public void run() {
    handler = Thread.currentThread();
    do {
      try {
        oneLife();
      } catch (RuntimeException | Error e) {
        Events.error("cannot serve " + name, e);
        crew.breakBecause(new IpcException("nobody can serve " + name + ": " + e, e));
      }
    } while (crew.goesOn(this));
  }

  /** Whether a thread is the one that serves who has the place. */
  boolean isServedBy(Thread thread) {
    return thread.equals(handler);
  }

  private void oneLife() {
    Worker next;
    try {
      next = Worker.start(crew, crew.board(), index, name, ++generation);
    } catch (RuntimeException | Error e) {
      crew.left(this);
      crew.startFailed(e);
      return;
    }
    worker = next;
    try {
      var _ = next.process().onExit().thenRun(() -> crew.exited(this, next));
      if (begin(next)) {
        serve(next);
      }
    } catch (PipeEndedException e) {
      // The worker is gone, as it may.
    } catch (RuntimeException | Error e) {
      next.abandon(e);
    } finally {
      crew.left(this);
      try {
        next.bury();
      } finally {
        worker = null;
      }
    }
    if (!next.isReady() && !crew.isOver()) {
      crew.startFailed(
          next.unfit().orElseGet(() -> next.death("died before it was ready")),
          next.unfit().isPresent());
    }
  }

  /** Waits until a worker is ready; false if it is not, or is not needed any more. */
  private boolean begin(Worker next) {
    while (!next.isReady()) {
      receive(next);
      if (crew.isOver()) {
        next.kill();
        return false;
      }
      if (next.unfit().isPresent()) {
        return false;
      }
    }
    crew.ready(this);
    return true;
  }

  /** Nobody has reason to interrupt a thread of ours. */
  private static void receive(Worker from) {
    try {
      from.receive();
    } catch (InterruptedException e) {
      return; // and look again
    }
  }

  private void serve(Worker current) {
    List<Assignment> batch = new ArrayList<>();
    while (crew.next(this, current, batch) && !current.isAbandoned()) {
      if (!batch.isEmpty()) {
        send(current, batch);
      }
      if (current.outstanding() > 0 || current.isSpent()) {
        do {
          receive(current);
        } while (current.outstanding() > 0 && !(current.room() > 0 && crew.hasWaiting()));
      }
    }
  }

  private void send(Worker to, List<Assignment> batch) {
    int sent = 0;
    try {
      while (sent < batch.size()) {
        Assignment assignment = batch.get(sent++);
        try {
          to.send(assignment);
        } catch (InterruptedException e) {
          // It waits with the others again.
        }
      }
    } catch (PipeEndedException e) {
      drain(to);
    } finally {
      crew.putBack(batch.subList(sent, batch.size()));
      batch.clear();
    }
  }

  /** Receives what a worker sent before it was gone. */
  private static void drain(Worker gone) {
    while (true) {
      receive(gone);
    }
  }

  /** Has the calling thread of the user carry out a job, while the seat is lent to it. */
  void serveHere(Job job, Assignment assignment) throws InterruptedException {
    Worker current = worker;
    if (current == null) {
      throw new IllegalStateException("nobody is at " + name);
    }
    try {
      current.send(assignment);
      while (!job.isOver()) {
        current.receive();
      }
    } catch (PipeEndedException e) {
      return; // who serves it otherwise finds out, too
    } catch (RuntimeException | Error e) {
      current.abandon(e); // who serves it otherwise sees to the job
    }
  }
}
