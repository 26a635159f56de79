package dev.ipc.cli.race;

import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedLong;
import java.util.Locale;

/** How the two processes change the shared value. */
public enum Mode {
  /** Each reads and then writes, as if it were alone. */
  NONE {
    @Override
    void repeat(SharedLong word, SharedLock lock, long step, int times) {
      for (int i = 0; i < times; i++) {
        word.set(word.get() + step);
      }
    }
  },

  /** Each reads and then writes with a lock held. One takes it explicitly, the other as a hold. */
  LOCK {
    @Override
    void repeat(SharedLong word, SharedLock lock, long step, int times) {
      if (step == Tally.ADD) {
        locked(word, lock, step, times);
      } else {
        held(word, lock, step, times);
      }
    }
  },

  /** Each adds in one instruction. */
  ATOMIC {
    @Override
    void repeat(SharedLong word, SharedLock lock, long step, int times) {
      for (int i = 0; i < times; i++) {
        word.addAndGet(step);
      }
    }
  };

  abstract void repeat(SharedLong word, SharedLock lock, long step, int times);

  private static void locked(SharedLong word, SharedLock lock, long step, int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      try {
        word.set(word.get() + step);
      } finally {
        lock.unlock();
      }
    }
  }

  private static void held(SharedLong word, SharedLock lock, long step, int times) {
    for (int i = 0; i < times; i++) {
      try (var _ = lock.hold()) {
        word.set(word.get() + step);
      }
    }
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
