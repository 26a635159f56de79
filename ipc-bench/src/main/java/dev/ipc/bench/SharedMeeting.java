package dev.ipc.bench;

import dev.ipc.sync.SharedBarrier;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;

/** A shared barrier at which two sides meet. */
final class SharedMeeting extends Pair {
  private final SharedBarrier barrier;

  SharedMeeting(Path memory, int side) {
    super(memory, side);
    this.barrier = shm.openOrCreate("barrier", SharedBarrier.ofParties(2));
  }

  @Override
  public void batch() throws InterruptedException, BrokenBarrierException {
    for (int i = 0; i < ROUNDS; i++) {
      barrier.await();
    }
  }
}
