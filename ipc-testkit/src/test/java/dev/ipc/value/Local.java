package dev.ipc.value;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;

/** Shared objects on the heap, of one process. */
final class Local {
  private Local() {}

  static LocalHome home(Spec<?> spec) {
    return LocalHome.of(spec, ScriptedParker.skipping(), new ScriptedLiveness());
  }

  static <T extends Shared> T object(Spec<T> spec) {
    return home(spec).bind(spec);
  }
}
