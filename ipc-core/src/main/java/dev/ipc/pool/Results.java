package dev.ipc.pool;

import dev.ipc.codec.CodecException;
import dev.ipc.codec.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcomes of some items of a job, one after the other, on their way to the pool. */
final class Results implements Letter {
  private long job;
  private int from;
  private boolean last;
  private long nanos;
  private final List<@Nullable Object> outcomes = new ArrayList<>();
  private int failures;

  /**
   * An item that failed.
   *
   * @param cause why
   */
  private record Failed(Throwable cause) {}

  /** Begins with the outcomes of a job. */
  void begin(long ofJob, int first) {
    job = ofJob;
    from = first;
    nanos = 0;
    clear();
  }

  private void clear() {
    outcomes.clear();
    failures = 0;
    last = false;
  }

  int size() {
    return outcomes.size();
  }

  void succeeded(@Nullable Object value) {
    outcomes.add(value);
  }

  void failed(Throwable cause) {
    outcomes.add(new Failed(cause));
    failures++;
  }

  /** These are the last ones of the job, whose items took so long to run. */
  void last(long ranNanos) {
    last = true;
    nanos = ranNanos;
  }

  /** They were sent. */
  void sent() {
    from += outcomes.size();
    clear();
  }

  /** Those of one item each, where what cannot be encoded is a failure of the item. */
  List<Results> apart() {
    List<Results> singles = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Results single = new Results();
      single.begin(job, from + i);
      Throwable flaw = flaw(outcomes.get(i));
      if (flaw == null) {
        single.outcomes.add(outcomes.get(i));
      } else {
        single.failed(flaw);
      }
      singles.add(single);
    }
    if (last && !singles.isEmpty()) {
      singles.getLast().last(nanos);
    }
    return singles;
  }

  private static @Nullable Throwable flaw(@Nullable Object outcome) {
    try {
      Output out = new Output();
      if (outcome instanceof Failed failed) {
        OBJECTS.encode(failed.cause(), out);
      } else {
        encode(outcome, out);
      }
      return null;
    } catch (CodecException e) {
      return new CodecException("cannot return the result: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      return e;
    } catch (Throwable t) {
      return new CodecException("cannot return the result: encoding it failed: " + t);
    }
  }

  @SuppressWarnings("NullAway") // a codec of any objects has null too
  private static void encode(@Nullable Object value, Output out) {
    OBJECTS.encode(value, out);
  }

  @Override
  public void write(Output out) {
    out.writeByte(RESULTS);
    out.writeVarLong(job);
    out.writeBoolean(last);
    out.writeVarLong(nanos);
    out.writeVarInt(from);
    int size = outcomes.size();
    out.writeVarInt(size);
    for (int i = 0; i < size; ) {
      if (outcomes.get(i) instanceof Failed failed) {
        out.writeByte(FAILED);
        Values.write(List.of(failed.cause()), out);
        i++;
      } else {
        int end = endOfValues(i);
        out.writeByte(VALUES);
        Values.write(values(i, end), out);
        i = end;
      }
    }
  }

  private List<@Nullable Object> values(int begin, int end) {
    return end - begin == outcomes.size() ? outcomes : outcomes.subList(begin, end);
  }

  private int endOfValues(int begin) {
    int end = failures == 0 ? outcomes.size() : begin + 1;
    while (end < outcomes.size() && !(outcomes.get(end) instanceof Failed)) {
      end++;
    }
    return end;
  }
}
