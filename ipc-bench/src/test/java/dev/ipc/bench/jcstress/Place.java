package dev.ipc.bench.jcstress;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.os.Parkers;
import dev.ipc.testkit.LocalHome;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Parker;
import java.util.OptionalLong;

/**
 * Where the tests have their objects: on the heap, in two processes that live for ever, whose
 * threads poll instead of sleeping.
 *
 * <p>A test is a class with a {@code @State} and two actors, as in the others here. What an
 * algorithm promises is what its outcomes forbid.
 */
final class Place {
  /** The fence of a JVM that cannot take part in asymmetric ones: unlocking is a CAS. */
  static final AsymmetricFence FULL = AsymmetricFence.NONE;

  /**
   * The fence of a JVM that takes part: unlocking is a store, and the waiter's fence is for both.
   */
  static final AsymmetricFence MEMBARRIER = membarrier();

  private static final Liveness IMMORTAL =
      new Liveness() {
        @Override
        public boolean isAlive(OwnerId owner) {
          return true;
        }

        @Override
        public OptionalLong pid(OwnerId owner) {
          return OptionalLong.empty();
        }
      };

  private Place() {}

  private static AsymmetricFence membarrier() {
    Parkers.settleIn();
    AsymmetricFence fence = Parkers.forThisJvm().fence();
    while (!fence.isShared()) {
      Thread.onSpinWait();
      Block.fullFence();
    }
    return fence;
  }

  /** A new object in the first process. */
  static <T extends Shared> T create(Spec<T> spec, AsymmetricFence fence) {
    return home(spec, fence).bind(spec);
  }

  /** The home of a new object, in the first process. */
  static LocalHome home(Spec<?> spec, AsymmetricFence fence) {
    return LocalHome.of(spec, new Polling(fence), IMMORTAL);
  }

  /** The same object in the second process. */
  static <T extends Shared> T inSecond(LocalHome home, Spec<T> spec) {
    return home.inProcess(new OwnerId(2, 1)).bind(spec);
  }

  /** Sleeps never, and knows whether it was to wake somebody. */
  static final class Polling implements Parker {
    private final AsymmetricFence fence;

    /** Of the thread that wakes, which reads it. */
    boolean woke;

    Polling(AsymmetricFence fence) {
      this.fence = fence;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // who is waited for may need this processor
    public void park(Block block, long offset, int expected, long nanos) {
      Thread.yield();
    }

    @Override
    public void wake(Block block, long offset, int count) {
      woke = true;
    }

    @Override
    public int spins() {
      return 0;
    }

    @Override
    public AsymmetricFence fence() {
      return fence;
    }
  }
}
