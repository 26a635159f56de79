package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.sync.SharedLock;
import dev.ipc.wait.AsymmetricFence;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Pair "lock": sections exclude each other and see what the one before left. */
public class LockTests {
  /** Plain data under a lock. */
  public abstract static class Guarded {
    private final SharedLock lock;
    private int first;
    private int second;

    Guarded(AsymmetricFence fence) {
      this.lock = Place.create(SharedLock.plain(), fence);
    }

    final void add() {
      lock.locked(() -> {
        first++;
        second++;
      });
    }

    final void read(II_Result result) {
      lock.locked(() -> {
        result.r1 = first;
        result.r2 = second;
      });
    }

    final int sum() {
      return first + second;
    }
  }

  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "Both have added.")
  @Outcome(expect = FORBIDDEN, desc = "One has overwritten what the other added.")
  @State
  public static class ExcludesByStore extends Guarded {
    public ExcludesByStore() {
      super(Place.MEMBARRIER);
    }

    @Actor
    public void one() {
      add();
    }

    @Actor
    public void two() {
      add();
    }

    @Arbiter
    public void count(I_Result result) {
      result.r1 = sum();
    }
  }

  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "Both have added.")
  @Outcome(expect = FORBIDDEN, desc = "One has overwritten what the other added.")
  @State
  public static class ExcludesByCas extends Guarded {
    public ExcludesByCas() {
      super(Place.FULL);
    }

    @Actor
    public void one() {
      add();
    }

    @Actor
    public void two() {
      add();
    }

    @Arbiter
    public void count(I_Result result) {
      result.r1 = sum();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Before or after the section.")
  @Outcome(expect = FORBIDDEN, desc = "Half of the section.")
  @State
  public static class PublishesByStore extends Guarded {
    public PublishesByStore() {
      super(Place.MEMBARRIER);
    }

    @Actor
    public void write() {
      add();
    }

    @Actor
    public void look(II_Result result) {
      read(result);
    }
  }
}
