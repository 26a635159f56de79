package dev.ipc.pool;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Listens for the pool's orders to give a job up: a thread of the worker that sleeps on the control
 * word, and interrupts the one that runs the tasks if the job is still the same.
 */
final class Orders {
  private static final long LOOK_NANOS = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final WorkerLine line;
  private final Thread tasks;
  private final LongSupplier heapUsed;

  /** The job that is running, doubled as in the control word, or 0. */
  private int running;

  private boolean idle = true;

  Orders(WorkerLine line, Thread tasks, LongSupplier heapUsed) {
    this.line = line;
    this.tasks = tasks;
    this.heapUsed = heapUsed;
  }

  void start() {
    Thread.ofPlatform().daemon().name("ipc-orders").start(this::listen);
  }

  private void listen() {
    int seen = line.control();
    obey(seen);
    while (true) {
      line.heap(heapUsed.getAsLong());
      line.awaitOrder(seen, LOOK_NANOS);
      int order = line.control();
      if (order != seen) {
        obey(order);
        seen = order;
      }
    }
  }

  private void obey(int order) {
    lock.lock();
    try {
      if (!idle && (order & 1) != 0 && (order & ~1) == running) {
        tasks.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A job begins; an order to give it up may have come. */
  void begin(int started) {
    lock.lock();
    try {
      running = started << 1;
      idle = false;
      if (line.control() == (running | 1)) {
        tasks.interrupt(); // the listener came too early
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the pool wants no more of the job; asked by the thread that runs it. */
  boolean isGivenUp() {
    return (line.control() & ~1) == running;
  }

  /** The job ends; from here on no interrupt is meant for it. */
  void end() {
    lock.lock();
    try {
      idle = true;
    } finally {
      lock.unlock();
    }
    Thread.interrupted();
  }
}
