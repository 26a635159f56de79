package dev.ipc.shm.kill;

import dev.ipc.Repair;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Child;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedText;

/**
 * A process that does what the test tells it, one line at a time: a word, and perhaps a name. It
 * answers each with {@code done WORD}, but for waiting for a lock, which it announces first.
 */
final class ActorChild {
  private ActorChild() {}

  /** The two numbers that are equal outside of the lock's sections. */
  record Pair(SharedLong first, SharedLong second) {
    static Pair in(Shm shm) {
      return new Pair(
          shm.openOrCreate("first", SharedLong.initially(0)),
          shm.openOrCreate("second", SharedLong.initially(0)));
    }

    /** To be called with the lock held; a death in the middle leaves them unequal. */
    void step() {
      first.setPlain(first.getPlain() + 1);
      second.setPlain(second.getPlain() + 1);
    }

    Repair repair() {
      SharedLong from = first;
      SharedLong to = second;
      return death -> to.set(from.get());
    }
  }

  static SharedLock lock(Shm shm, Pair pair) {
    return shm.openOrCreate("lock", SharedLock.plain(pair.repair()));
  }

  public static void main(String[] arguments) {
    Child.dieWithParent();
    Actor actor = new Actor();
    Child.say("ready");
    while (true) {
      String[] words = Child.nextLine().split(" ", -1);
      actor.perform(words[0], words.length > 1 ? words[1] : "");
      Child.say("done " + words[0]);
    }
  }

  /** What an actor has in hand. */
  private static final class Actor {
    private Shm shm;
    private Pair pair;
    private SharedLock lock;
    private SharedInt object;
    private SharedText text;
    private Cell cell;

    void perform(String word, String name) {
      switch (word) {
        case "join" -> shm = Shm.named(name);
        case "temporary" -> {
          shm = Shm.temporary();
          Child.say("folder " + shm.folder());
        }
        case "leave" -> shm.close();
        case "openLock" -> {
          pair = Pair.in(shm);
          lock = lock(shm, pair);
        }
        case "lock" -> {
          Child.say("locking");
          lock.lock();
        }
        case "step" -> pair.step();
        case "halfStep" -> pair.first().setPlain(pair.first().getPlain() + 1);
        case "unlock" -> lock.unlock();
        case "create" -> object = shm.create(name, SharedInt.initially(7));
        case "anonymous" -> object = shm.create(SharedInt.initially(7));
        case "open" -> object = shm.open(name, SharedInt.KIND);
        case "delete" -> shm.delete(name);
        case "close" -> object.close();
        case "openText" -> text = shm.openOrCreate("text", SharedText.ofBytes(1_000));
        case "setText" -> text.set(name.repeat(500));
        case "openCell" -> cell = Cell.Type.valueOf(name).open(shm);
        case "changeCell" -> cell.changeLocked();
        case "exit" -> System.exit(0);
        default -> throw new IllegalArgumentException(word);
      }
    }
  }
}
