package dev.ipc.bench;

import dev.ipc.sync.SharedEvent;
import java.nio.file.Path;
import java.util.List;

/** Two shared events, one for each side: whose event is set, clears it and sets the other's. */
final class SharedSignals extends Pair {
  private final SharedEvent mine;
  private final SharedEvent others;

  SharedSignals(Path memory, int side) {
    super(memory, side);
    List<SharedEvent> events =
        List.of(
            shm.openOrCreate("event-0", SharedEvent.alreadySet()),
            shm.openOrCreate("event-1", SharedEvent.unset()));
    this.mine = events.get(side);
    this.others = events.get(1 - side);
  }

  @Override
  public void batch() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      mine.await();
      mine.clear();
      others.set();
    }
  }
}
