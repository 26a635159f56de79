package dev.ipc.process;

import dev.ipc.owner.OwnerId;
import dev.ipc.shm.Shm;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.Domain.Place;
import dev.ipc.shm.region.Session;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The temporary domain in which a process and its children see each other live. It exists while
 * there are children: functions travel through it, and a child ends when the slot of its parent
 * falls free.
 */
final class Family {
  private static final ReentrantLock LIFE = new ReentrantLock();
  private static @Nullable Family current;

  private final Session session;
  private int children;

  private Family(Session session) {
    this.session = session;
  }

  /** The family for one more child; to be left when the child is gone. */
  static Family enter() {
    LIFE.lock();
    try {
      Family family = current;
      if (family == null) {
        family =
            new Family(Session.join(Shm.root().resolve(Domain.temporaryName()), Place.TEMPORARY));
        current = family;
      }
      family.children++;
      return family;
    } finally {
      LIFE.unlock();
    }
  }

  void leave() {
    LIFE.lock();
    try {
      if (--children == 0) {
        current = null;
        session.leave(this);
      }
    } finally {
      LIFE.unlock();
    }
  }

  /** Whether a child said before its end that it would end; else it ended at some instruction. */
  boolean saidItWouldEnd(long pid) {
    return session.domain().membership().saidItWouldEnd(pid);
  }

  Session session() {
    return session;
  }

  OwnerId self() {
    return session.domain().membership().self();
  }
}
