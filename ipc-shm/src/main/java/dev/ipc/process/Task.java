package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.bind.Luggage;

/** The function of a child, on its way. */
final class Task {
  private final Class<?> home;
  private final byte[] call;
  private final Luggage luggage;

  private Task(Class<?> home, byte[] call, Luggage luggage) {
    this.home = home;
    this.call = call;
    this.luggage = luggage;
  }

  /**
   * Packs a function.
   *
   * @param action what travels
   * @param subject what the user gave
   * @throws IllegalArgumentException if it cannot travel
   */
  static Task of(Action action, Object subject) {
    Luggage luggage = new Luggage();
    byte[] call = luggage.pack(() -> CallCodec.encode(action, subject));
    return new Task(ChildClassPath.home(subject), call, luggage);
  }

  /** The class from which the function comes. */
  Class<?> home() {
    return home;
  }

  /** The function as bytes. */
  byte[] call() {
    return call;
  }

  /** What travels with it. */
  Luggage luggage() {
    return luggage;
  }
}
