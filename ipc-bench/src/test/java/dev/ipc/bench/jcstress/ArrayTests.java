package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.Spec;
import dev.ipc.value.SharedByteArray;
import dev.ipc.value.SharedLongArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Elements of arrays are changed without harm to their neighbours, and publish. */
public class ArrayTests {
  /** Bytes in the same word, which is what a change of one of them replaces. */
  public abstract static class Neighbours {
    private static final Spec<SharedByteArray> SPEC = SharedByteArray.ofLength(4);

    final SharedByteArray bytes = Place.create(SPEC, Place.FULL);

    final void look(II_Result result) {
      result.r1 = bytes.get(1);
      result.r2 = bytes.get(2);
    }
  }

  @JCStressTest
  @Outcome(id = "1, -2", expect = ACCEPTABLE, desc = "Both have added.")
  @Outcome(expect = FORBIDDEN, desc = "One has changed the other's byte.")
  @State
  public static class NeighboursBothAdd extends Neighbours {
    @Actor
    public void one() {
      bytes.addAndGet(1, (byte) 1);
    }

    @Actor
    public void two() {
      bytes.addAndGet(2, (byte) -2);
    }

    @Arbiter
    public void count(II_Result result) {
      look(result);
    }
  }

  @JCStressTest
  @Outcome(id = "1, -2", expect = ACCEPTABLE, desc = "Added and set.")
  @Outcome(expect = FORBIDDEN, desc = "One has changed the other's byte.")
  @State
  public static class NeighboursAddAndSet extends Neighbours {
    @Actor
    public void add() {
      bytes.addAndGet(1, (byte) 1);
    }

    @Actor
    public void set() {
      bytes.set(2, (byte) -2);
    }

    @Arbiter
    public void count(II_Result result) {
      look(result);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The element, and not what was before it.")
  @Outcome(expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class ElementPublishes {
    private static final Spec<SharedLongArray> SPEC = SharedLongArray.ofLength(2);

    private final SharedLongArray array = Place.create(SPEC, Place.FULL);

    @Actor
    public void write() {
      array.set(0, 1);
      array.setRelease(1, 1);
    }

    @Actor
    public void read(II_Result result) {
      result.r1 = (int) array.getAcquire(1);
      result.r2 = (int) array.get(0);
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The element, and not what was before it.")
  @Outcome(expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class NarrowElementPublishes extends Neighbours {
    @Actor
    public void write() {
      bytes.set(2, (byte) 1);
      bytes.setRelease(1, (byte) 1);
    }

    @Actor
    public void read(II_Result result) {
      result.r1 = bytes.getAcquire(1);
      result.r2 = bytes.get(2);
    }
  }
}
