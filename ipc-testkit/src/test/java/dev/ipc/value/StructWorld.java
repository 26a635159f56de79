package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import dev.ipc.memory.Block;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;

/** The memory of one shared object, and the processes that bind it. */
final class StructWorld {
  final ScriptedLiveness liveness = new ScriptedLiveness();
  private final LocalHome first;

  StructWorld(Spec<?> spec) {
    this.first = LocalHome.of(spec, ScriptedParker.skipping(), liveness);
  }

  Block block() {
    return first.block();
  }

  /** A process that joins in a slot. */
  LocalHome join(int slot) {
    return first.inProcess(liveness.join(slot, 1000 + slot));
  }

  /** A handle of a process that joins in a slot. */
  <T extends Shared> T open(int slot, Kind<T> kind) {
    return open(join(slot), kind);
  }

  @SuppressWarnings("unchecked") // a format's parameter is that of the kind it implements
  static <T extends Shared> T open(LocalHome home, Kind<T> kind) {
    return kind instanceof Blueprint<?> blueprint
        ? (T) blueprint.format().binder().bind(home, blueprint.extra())
        : ((Format<T>) kind).binder().bind(home, null);
  }
}
