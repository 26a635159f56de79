package dev.ipc.lock;

import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.owner.OwnerId;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often each thread of this JVM reads; only its first time is counted in the lines. All handles
 * on one lock share it, so that a thread knows what it holds by another of them.
 */
final class ReadHolds {
  /** One thread's own. */
  static final class Hold {
    int depth;
  }

  private record Key(Identity lock, OwnerId process) {}

  private static final Map<Key, WeakReference<ReadHolds>> ALL = new ConcurrentHashMap<>();

  private final ThreadLocal<Hold> holds = ThreadLocal.withInitial(Hold::new);

  private ReadHolds() {}

  /** Those of the lock that lives there. */
  static ReadHolds of(Home home) {
    ALL.values().removeIf(holds -> holds.refersTo(null));
    ReadHolds[] found = new ReadHolds[1];
    ALL.compute(
        new Key(home.identity(), home.self()),
        (key, known) -> {
          ReadHolds shared = known == null ? null : known.get();
          found[0] = shared != null ? shared : new ReadHolds();
          return shared != null ? known : new WeakReference<>(found[0]);
        });
    return found[0];
  }

  Hold ofThisThread() {
    return holds.get();
  }
}
