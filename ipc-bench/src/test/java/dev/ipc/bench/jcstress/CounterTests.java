package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.Spec;
import dev.ipc.testkit.LocalHome;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Pair "use": a counter and its label belong together, also where another was before. */
public class CounterTests {
  /** Counters as two processes see them: room for one, which is there and was counted to 1. */
  public abstract static class Counters {
    private static final Spec<SharedCounters> SPEC = SharedCounters.ofCapacity(1, 8);

    final SharedCounters inFirst;
    final SharedCounters inSecond;

    Counters() {
      LocalHome home = Place.home(SPEC, Place.MEMBARRIER);
      this.inFirst = home.bind(SPEC);
      this.inSecond = Place.inSecond(home, SPEC);
      try (Counter old = inFirst.counter("old")) {
        old.increment();
      }
    }

    static String all(SharedCounters counters) {
      return counters.stream()
          .map(counter -> counter.label() + "=" + counter.get())
          .reduce((one, two) -> one + ", " + two)
          .orElse("none");
    }
  }

  @JCStressTest
  @Outcome(
      id = {"old=1", "none", "new=0", "new=2"},
      expect = ACCEPTABLE,
      desc = "One of the counters, or none between the two.")
  @Outcome(expect = FORBIDDEN, desc = "The value of one by the label of the other.")
  @State
  public static class LabelAndValue extends Counters {
    @Actor
    public void replace() {
      inFirst.free("old");
      inFirst.counter("new").add(2);
    }

    @Actor
    public void read(L_Result result) {
      result.r1 = all(inSecond);
    }
  }

  /** The second process has a handle on the old counter, and has not yet added by it. */
  @JCStressTest
  @Outcome(id = "true, none", expect = ACCEPTABLE, desc = "Added: the place stays the old one's.")
  @Outcome(id = "false, new=0", expect = ACCEPTABLE, desc = "Not added: it was freed.")
  @Outcome(expect = FORBIDDEN, desc = "Added to a stranger's counter.")
  @State
  public static class NoStrangerIsCounted extends Counters {
    private final Counter old = inSecond.find("old").orElseThrow();

    @Actor
    public void replace() {
      inFirst.free("old");
      made(inFirst);
    }

    @Actor
    public void add(ZL_Result result) {
      result.r1 = added(old);
    }

    @Arbiter
    public void look(ZL_Result result) {
      result.r2 = all(inFirst);
    }

    private static boolean made(SharedCounters counters) {
      try {
        return counters.counter("new").isKept();
      } catch (IllegalStateException e) {
        return false; // no room
      }
    }

    private static boolean added(Counter counter) {
      try {
        counter.increment();
        return true;
      } catch (IllegalStateException e) {
        return false; // freed
      }
    }
  }
}
