package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Events and permits publish what was before them. */
public class SignalTests {
  @JCStressTest
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "The event, and not what was before it.")
  @Outcome(expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class EventPublishes {
    private final SharedEvent event = Place.create(SharedEvent.unset(), Place.FULL);
    private int before;

    @Actor
    public void set() {
      before = 1;
      event.set();
    }

    @Actor
    public void look(ZI_Result result) {
      result.r1 = event.isSet();
      result.r2 = before;
    }
  }

  @JCStressTest
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "The permit, and not what was before it.")
  @Outcome(expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class PermitPublishes {
    private final SharedSemaphore semaphore = Place.create(SharedSemaphore.counting(0), Place.FULL);
    private int before;

    @Actor
    public void release() {
      before = 1;
      semaphore.release();
    }

    @Actor
    public void acquire(ZI_Result result) {
      result.r1 = semaphore.tryAcquire();
      result.r2 = before;
    }
  }
}
