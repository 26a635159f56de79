package dev.ipc;

import java.io.Serializable;

/**
 * Makes the data behind a lock consistent after a process died inside the section.
 *
 * <p>It runs in the thread that took the lock next, with the lock held, before that thread's own
 * section. It must be idempotent: if it throws, or its process dies too, the next thread runs it
 * again. It travels with the handle of the lock, so what it captures must be able to travel.
 */
@FunctionalInterface
public interface Repair extends Serializable {
  /**
   * Makes the data consistent.
   *
   * @param death who died in the section
   */
  void repair(Death death);
}
