package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.Spec;
import dev.ipc.testkit.LocalHome;
import dev.ipc.value.LongField;
import dev.ipc.value.SharedStruct;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Pair "struct": records are read whole, and nothing that was written to one is lost. */
public class StructTests {
  /** A record whose fields are all the same, but for what is done to them one by one. */
  public record Triple(long first, long second, long third) {
    static Triple of(long each) {
      return new Triple(each, each, each);
    }

    /** What all fields are, or all of them if they differ. */
    String seen() {
      return first == second && second == third ? "" + first : toString();
    }
  }

  /** A struct as two processes see it. */
  public abstract static class Struct {
    private static final Spec<SharedStruct<Triple>> SPEC = SharedStruct.initially(Triple.of(0));

    final SharedStruct<Triple> inFirst;
    final SharedStruct<Triple> inSecond;

    Struct() {
      LocalHome home = Place.home(SPEC, Place.MEMBARRIER);
      this.inFirst = home.bind(SPEC);
      this.inSecond = Place.inSecond(home, SPEC);
    }
  }

  /** The second record goes where a reader may be reading the one from before. */
  @JCStressTest
  @Outcome(
      id = {"0", "1", "2"},
      expect = ACCEPTABLE,
      desc = "One of the records.")
  @Outcome(expect = FORBIDDEN, desc = "Parts of two records.")
  @State
  public static class IsWhole extends Struct {
    @Actor
    public void write() {
      inFirst.set(Triple.of(1));
      inFirst.set(Triple.of(2));
    }

    @Actor
    public void read(L_Result result) {
      result.r1 = inSecond.get().seen();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE,
      desc = "Each its own record, or both the later one.")
  @Outcome(expect = FORBIDDEN, desc = "Parts of two records, or the one from before its own.")
  @State
  public static class IsWholeBetweenWriters extends Struct {
    @Actor
    public void one(LL_Result result) {
      inFirst.set(Triple.of(1));
      result.r1 = inFirst.get().seen();
    }

    @Actor
    public void two(LL_Result result) {
      inSecond.set(Triple.of(2));
      result.r2 = inSecond.get().seen();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 10, 10", expect = ACCEPTABLE, desc = "Added, then replaced.")
  @Outcome(id = "11, 11, 10", expect = ACCEPTABLE, desc = "Replaced, then added.")
  @Outcome(expect = FORBIDDEN, desc = "One has overwritten what the other did.")
  @State
  public static class FieldAgainstWhole extends Struct {
    private final LongField first = inFirst.longField("first");

    @Actor
    public void add(III_Result result) {
      result.r1 = (int) first.addAndGet(1);
    }

    @Actor
    public void replace() {
      inSecond.set(Triple.of(10));
    }

    @Arbiter
    public void look(III_Result result) {
      Triple last = inFirst.get();
      result.r2 = (int) last.first();
      result.r3 = (int) last.third();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both have added.")
  @Outcome(expect = FORBIDDEN, desc = "One has overwritten what the other added.")
  @State
  public static class FieldAgainstField extends Struct {
    private final LongField first = inFirst.longField("first");
    private final LongField second = inSecond.longField("second");

    @Actor
    public void addToFirst() {
      first.addAndGet(1);
    }

    @Actor
    public void addToSecond() {
      second.addAndGet(1);
    }

    @Arbiter
    public void look(II_Result result) {
      Triple last = inFirst.get();
      result.r1 = (int) last.first();
      result.r2 = (int) last.second();
    }
  }
}
