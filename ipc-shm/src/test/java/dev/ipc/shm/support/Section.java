package dev.ipc.shm.support;

import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedLong;
import java.util.ArrayList;
import java.util.List;

/**
 * A section that is guarded by a lock, with a referee in it: whoever enters while another is inside
 * is counted, and so is everybody who comes through. The counting is not atomic, so that it, too,
 * goes wrong without the lock.
 *
 * @param lock guards the section
 * @param inside who is in the section, 0 = nobody
 * @param passed how many came through
 * @param collisions how often two were inside at once
 */
public record Section(
    SharedLock lock, SharedLong inside, SharedLong passed, SharedLong collisions) {
  /**
   * Makes a section.
   *
   * @param shm where
   * @param lock its lock
   * @return the section
   */
  public static Section create(Shm shm, Spec<SharedLock> lock) {
    return new Section(
        shm.create("section.lock", lock),
        shm.create("section.inside", SharedLong.initially(0)),
        shm.create("section.passed", SharedLong.initially(0)),
        shm.create("section.collisions", SharedLong.initially(0)));
  }

  /**
   * Opens the section.
   *
   * @param shm where it was made
   * @return the section
   */
  public static Section open(Shm shm) {
    return new Section(
        shm.open("section.lock", SharedLock.KIND),
        shm.open("section.inside", SharedLong.KIND),
        shm.open("section.passed", SharedLong.KIND),
        shm.open("section.collisions", SharedLong.KIND));
  }

  /** Goes through the section once, with the lock held by the caller. */
  public void pass() {
    long me = ProcessHandle.current().pid() << 32 | Thread.currentThread().threadId();
    if (inside.getPlain() != 0) {
      collisions.incrementAndGet();
    }
    inside.setPlain(me);
    passed.setPlain(passed.getPlain() + 1);
    if (inside.getPlain() != me) {
      collisions.incrementAndGet();
    }
    inside.setPlain(0);
  }

  /**
   * Goes through the section from several threads of this JVM.
   *
   * @param threads how many
   * @param times how often each
   */
  public void runInThreads(int threads, int times) {
    List<Background<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          Background.start(() -> {
            for (int n = 0; n < times; n++) {
              if (n % 2 == 0) {
                lock.lock();
                try {
                  pass();
                } finally {
                  lock.unlock();
                }
              } else {
                lock.locked(this::pass);
              }
            }
          }));
    }
    all.forEach(Background::result);
  }
}
