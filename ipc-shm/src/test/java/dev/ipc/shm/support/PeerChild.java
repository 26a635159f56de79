package dev.ipc.shm.support;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Child;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.util.HashMap;
import java.util.Map;

/** Another process of a domain, which uses locks and values as {@link Peer} tells it. */
final class PeerChild {
  private final Shm shm;
  private final Map<String, SharedLock> locks = new HashMap<>();

  private PeerChild(Shm shm) {
    this.shm = shm;
  }

  public static void main(String[] arguments) throws Exception {
    Child.dieWithParent();
    PeerChild peer = new PeerChild(Shm.named(arguments[0]));
    Child.say("joined");
    while (true) {
      String line = Child.nextLine();
      Child.say("begin " + line);
      String[] words = line.split(" ", -1);
      peer.perform(words[0], words);
      Child.say("end " + line);
    }
  }

  private void perform(String verb, String[] words) throws InterruptedException {
    switch (verb) {
      case "lock" -> lock(words[1]).lock();
      case "unlock" -> lock(words[1]).unlock();
      case "addInt" -> {
        SharedInt value = shm.open(words[1], SharedInt.KIND);
        for (int i = Integer.parseInt(words[2]); i > 0; i--) {
          value.getAndAdd(1);
        }
      }
      case "addLong" -> {
        SharedLong value = shm.open(words[1], SharedLong.KIND);
        for (int i = Integer.parseInt(words[2]); i > 0; i--) {
          value.incrementAndGet();
        }
      }
      case "section" ->
          Section.open(shm).runInThreads(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "leave" -> shm.close();
      case "exit" -> System.exit(0);
      default -> throw new IllegalArgumentException(verb);
    }
  }

  private SharedLock lock(String name) {
    return locks.computeIfAbsent(name, key -> shm.open(key, SharedLock.KIND));
  }
}
