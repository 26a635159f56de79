package dev.ipc.pool;

import static dev.ipc.pool.Letter.OBJECTS;

import dev.ipc.Fn;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import java.util.List;

/** What the first job of a worker waits for, done before there is one: to load and link classes. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * A function around another, as most that come from a pool are.
   *
   * @param inner the other
   */
  private record Sample(Fn<Object, Object> inner) implements Fn<Object, Object> {
    @Override
    public Object apply(Object item) throws Exception {
      return inner.apply(item);
    }
  }

  /** Reads items: what every job needs. */
  static void brief() {
    Output out = new Output();
    Values.write(List.of(""), out);
    Input in = new Input();
    in.wrap(out.toByteArray(), 0, out.size());
    Values.read(in);
  }

  /**
   * Carries out a job as one that was received, but for sending its results.
   *
   * @throws Exception what jobs will meet, too
   */
  @SuppressWarnings("unchecked") // it is what was written
  static void full() throws Exception {
    byte[] function = OBJECTS.toBytes(new Sample(item -> List.of(item)));
    Results results = new Results();
    results.begin(0, 0);
    results.succeeded(((Fn<Object, Object>) OBJECTS.fromBytes(function)).apply(1));
    results.last(0);
    Output out = new Output();
    results.write(out);
  }
}
