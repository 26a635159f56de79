package dev.ipc.lock;

import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.owner.OwnerId;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often each thread of this JVM reads; only its first time is counted in the lines. All handles
 * on one lock share it, so that a thread knows what it holds by another of them.
 */
final class ReadHolds {
  /** One thread's own. */
  static final class Hold {
    final int stripe = ThreadLocalRandom.current().nextInt(STRIPES);
    int depth;
  }

  private static final int STRIPES = 64;

  private record Key(Identity lock, OwnerId process) {}

  private static final Map<Key, WeakReference<ReadHolds>> ALL = new ConcurrentHashMap<>();

  private final ThreadLocal<Hold> holds = ThreadLocal.withInitial(Hold::new);

  /**
   * How often threads were counted that had no stack to take their count away, nor to call anything
   * else. Each adds to its stripe; that two do so in the same one, and at once, is not provided
   * for.
   */
  final int[] stranded = new int[STRIPES];

  private final int[] tended = new int[STRIPES];

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

  /** How many counts were stranded since the last call. */
  synchronized int takeStranded() {
    int sum = 0;
    for (int i = 0; i < STRIPES; i++) {
      int now = stranded[i];
      sum += now - tended[i];
      tended[i] = now;
    }
    return sum;
  }

  Hold ofThisThread() {
    return holds.get();
  }
}
