package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.Spec;
import dev.ipc.sync.SharedReadWriteLock;
import dev.ipc.testkit.LocalHome;
import dev.ipc.wait.AsymmetricFence;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader's line against the writer's word (Dekker), and the pairs "lines" and "lock". */
public class ReadWriteLockTests {
  /** Plain data; its reader and its writer are of different processes. */
  public abstract static class Guarded {
    private static final Spec<SharedReadWriteLock> SPEC = SharedReadWriteLock.reentrant();

    private final SharedReadWriteLock writers;
    private final SharedReadWriteLock readers;
    private int first;
    private int second;

    Guarded(AsymmetricFence fence) {
      LocalHome home = Place.home(SPEC, fence);
      this.writers = home.bind(SPEC);
      this.readers = Place.inSecond(home, SPEC);
    }

    final void write() {
      writers
          .writeLock()
          .locked(() -> {
            first = 1;
            second = 1;
          });
    }

    final void read(II_Result result) {
      readers
          .readLock()
          .locked(() -> {
            result.r1 = first;
            result.r2 = second;
          });
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Before or after the writer.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in.")
  @State
  public static class ExcludesByStore extends Guarded {
    public ExcludesByStore() {
      super(Place.MEMBARRIER);
    }

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Before or after the writer.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in.")
  @State
  public static class ExcludesByCas extends Guarded {
    public ExcludesByCas() {
      super(Place.FULL);
    }

    @Actor
    public void writer() {
      write();
    }

    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }
}
