package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedInt;
import java.io.Serializable;

/**
 * Two processes change one shared int that starts at 1: one adds 1, the other subtracts 1, both as
 * often. It ends at 1 only if no update is lost.
 */
public final class Race {
  private Race() {}

  private static void addLocked(SharedInt value, SharedLock lock) {
    lock.lock();
    try {
      value.set(value.get() + 1);
    } finally {
      lock.unlock();
    }
  }

  private static void subtractLocked(SharedInt value, SharedLock lock) {
    try (var _ = lock.hold()) {
      value.set(value.get() - 1);
    }
  }

  static void main(String... args) throws InterruptedException {
    int times = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
    race("none", times, (v, _) -> v.set(v.get() + 1), (v, _) -> v.set(v.get() - 1));
    race("lock", times, Race::addLocked, Race::subtractLocked);
    race("atomic", times, (v, _) -> v.incrementAndGet(), (v, _) -> v.decrementAndGet());
  }

  interface Step extends Serializable {
    void change(SharedInt value, SharedLock lock);

    default void repeat(int times, SharedInt value, SharedLock lock) {
      for (int i = 0; i < times; i++) {
        change(value, lock);
      }
    }
  }

  static void race(String how, int times, Step add, Step subtract) throws InterruptedException {
    try (Shm shm = Shm.temporary()) {
      SharedInt value = shm.create(SharedInt.initially(1));
      SharedLock lock = shm.create(SharedLock.plain());
      RaceTrack track = RaceTrack.in(shm);
      var first = JvmProcess.start(() -> track.run(() -> add.repeat(times, value, lock)));
      var second = JvmProcess.start(() -> track.run(() -> subtract.repeat(times, value, lock)));
      track.start(first, second);
      first.join();
      second.join();
      int off = Math.abs(value.get() - 1);
      long nanos = track.nanos() / (2L * times);
      String end = ": the value is " + value.get() + ", off by " + off;
      IO.println(how + end + ", " + nanos + " ns per operation");
    }
  }
}
