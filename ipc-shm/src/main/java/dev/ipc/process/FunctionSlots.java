package dev.ipc.process;

import static dev.ipc.pool.Letter.FUNCTION_SLOTS;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which functions a worker keeps, and where; the one used longest ago makes room for another. */
final class FunctionSlots {
  private final Map<SentFunction, Integer> slots = new LinkedHashMap<>(16, 0.75f, true);

  /** Where the worker has a function, or null. */
  @Nullable Integer find(SentFunction function) {
    return slots.get(function);
  }

  /** Where to put another, which is to be told by {@link #sent}. */
  int next() {
    return slots.size() < FUNCTION_SLOTS ? slots.size() : slots.values().iterator().next();
  }

  /** The worker has, or will have, the function where {@link #next} said. */
  void sent(SentFunction function) {
    int slot = next();
    if (slots.size() == FUNCTION_SLOTS) {
      slots.remove(slots.keySet().iterator().next());
    }
    slots.put(function, slot);
  }
}
