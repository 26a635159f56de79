package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Child;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedText;
import java.util.concurrent.locks.LockSupport;

/** A process that lives in a domain and does what the test tells it: a word, perhaps a name. */
final class InhabitantChild {
  private InhabitantChild() {}

  public static void main(String[] arguments) {
    Child.dieWithParent();
    Inhabitant inhabitant = new Inhabitant();
    Child.say("ready");
    while (true) {
      String[] words = Child.nextLine().split(" ", -1);
      inhabitant.perform(words[0], words.length > 1 ? words[1] : "");
      Child.say("done " + words[0]);
    }
  }

  /** What a process has in hand. */
  private static final class Inhabitant {
    private Shm shm;
    private SharedLock lock;

    void perform(String word, String name) {
      switch (word) {
        case "join" -> shm = Shm.named(name);
        case "temporary" -> {
          shm = Shm.temporary();
          Child.say("folder " + shm.folder());
        }
        case "int" -> shm.create(name, SharedInt.initially(42));
        case "long" -> shm.create(name, SharedLong.initially(-1L << 40));
        case "text" -> shm.create(name, SharedText.ofBytes(200)).set("two\n\u001b[31mlines");
        case "long-text" -> shm.create(name, SharedText.ofBytes(200)).set("x".repeat(61));
        case "count" -> count(shm.openOrCreate(name, SharedCounters.ofCapacity(100)));
        case "labels" -> label(shm.create(name, SharedCounters.ofCapacity(100)));
        case "anonymous" -> shm.create(SharedInt.initially(7));
        case "delete" -> shm.delete(name);
        case "lock" -> {
          lock = shm.openOrCreate(name, SharedLock.plain());
          lock.lock();
        }
        case "wait" -> {
          SharedLock awaited = shm.openOrCreate(name, SharedLock.plain());
          Thread.ofPlatform().daemon().start(awaited::lock);
        }
        case "unlock" -> lock.unlock();
        default -> throw new IllegalArgumentException(word);
      }
    }

    /** Counts for ever, in a counter that stays and in one that belongs to this process. */
    private static void count(SharedCounters counters) {
      Counter all = counters.counter("requests");
      Counter own = counters.allocate("requests of " + ProcessHandle.current().pid());
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (true) {
              all.add(10);
              own.increment();
              LockSupport.parkNanos(100_000);
            }
          });
    }

    private static void label(SharedCounters counters) {
      for (int i = 0; i < counters.capacity(); i++) {
        counters.counter("label " + i).add(1_000L * i);
      }
    }
  }
}
