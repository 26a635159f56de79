package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.bench.jcstress.Place.Polling;
import dev.ipc.memory.Block;
import dev.ipc.testkit.LocalHome;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Bell;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Who goes to sleep sees the reason not to, or is woken by who gave it (Dekker). */
public class BellTests {
  /** A bell, and the reason not to sleep. */
  public abstract static class Ringing {
    private static final long BELL = 0;
    private static final long REASON = 64;

    private final Block block = LocalHome.memory(128);
    private final Polling parker;
    private final Bell bell;

    Ringing(AsymmetricFence fence) {
      this.parker = new Polling(fence);
      this.bell = new Bell(block, BELL, parker);
    }

    final boolean announce() {
      bell.announce();
      return block.getIntOpaque(REASON) == 1;
    }

    final boolean ring() {
      block.setIntOpaque(REASON, 1);
      bell.ring(1);
      return parker.woke;
    }
  }

  @JCStressTest
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "Sleeps, and nobody wakes it.")
  @Outcome(expect = ACCEPTABLE, desc = "Does not sleep, or is woken.")
  @State
  public static class FencedByBoth extends Ringing {
    public FencedByBoth() {
      super(Place.FULL);
    }

    @Actor
    public void sleeper(ZZ_Result result) {
      result.r1 = announce();
    }

    @Actor
    public void waker(ZZ_Result result) {
      result.r2 = ring();
    }
  }

  @JCStressTest
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "Sleeps, and nobody wakes it.")
  @Outcome(expect = ACCEPTABLE, desc = "Does not sleep, or is woken.")
  @State
  public static class FencedByTheSleeper extends Ringing {
    public FencedByTheSleeper() {
      super(Place.MEMBARRIER);
    }

    @Actor
    public void sleeper(ZZ_Result result) {
      result.r1 = announce();
    }

    @Actor
    public void waker(ZZ_Result result) {
      result.r2 = ring();
    }
  }
}
