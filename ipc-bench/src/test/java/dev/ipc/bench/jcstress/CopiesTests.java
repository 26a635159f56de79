package dev.ipc.bench.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ipc.value.SharedList;
import dev.ipc.value.SharedText;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Pair "copies": texts and elements of lists are read whole, and publish what was before them. */
public class CopiesTests {
  private static final String FIRST = "a".repeat(60);
  private static final String SECOND = "b".repeat(7);
  private static final String THIRD = "c".repeat(33);

  /** The third text takes the place of the first, which a reader may be reading. */
  @JCStressTest
  @Outcome(
      id = {"a60", "b7", "c33"},
      expect = ACCEPTABLE,
      desc = "One of the texts.")
  @Outcome(expect = FORBIDDEN, desc = "Parts of two texts.")
  @State
  public static class TextIsWhole {
    private final SharedText text = Place.create(SharedText.ofBytes(60), Place.FULL);

    public TextIsWhole() {
      text.set(FIRST);
    }

    @Actor
    public void write() {
      text.set(SECOND);
      text.set(THIRD);
    }

    @Actor
    public void read(L_Result result) {
      String seen = text.get();
      boolean same = seen.chars().allMatch(letter -> letter == seen.charAt(0));
      result.r1 = same ? seen.charAt(0) + "" + seen.length() : seen;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"first", "12345678", "true"},
      expect = ACCEPTABLE,
      desc = "One of the elements.")
  @Outcome(expect = FORBIDDEN, desc = "Parts of two elements.")
  @State
  public static class ElementIsWhole {
    private final SharedList list = Place.create(SharedList.of("first"), Place.FULL);

    @Actor
    public void write() {
      list.set(0, 12345678L);
      list.set(0, true);
    }

    @Actor
    public void read(L_Result result) {
      result.r1 = String.valueOf(list.get(0));
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "The element, and not what was before it.")
  @Outcome(expect = ACCEPTABLE, desc = "In order.")
  @State
  public static class ElementPublishes {
    private final SharedList list = Place.create(SharedList.of(0), Place.FULL);
    private int before;

    @Actor
    public void write() {
      before = 1;
      list.set(0, 1);
    }

    @Actor
    public void read(II_Result result) {
      result.r1 = (int) list.get(0);
      result.r2 = before;
    }
  }
}
