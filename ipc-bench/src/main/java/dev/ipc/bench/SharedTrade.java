package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedStruct;
import java.nio.file.Path;

/** A shared record of three fields. */
abstract class SharedTrade implements Work {
  /** The record. */
  record Trade(long id, double price, int size) {}

  private final Shm shm;
  protected final SharedStruct<Trade> trade;

  SharedTrade(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.trade = shm.openOrCreate("trade", SharedStruct.initially(new Trade(1, 0.5, 2)));
  }

  @Override
  public final void close() {
    shm.close();
  }

  /** Reads all of it. */
  static final class Reading extends SharedTrade {
    private double sum;

    Reading(Path memory) {
      super(memory);
    }

    @Override
    public void batch() {
      double read = 0;
      for (int i = 0; i < BATCH; i++) {
        Trade now = trade.get();
        read += now.id() + now.price() + now.size();
      }
      sum += read; // so that the results are needed
    }

    @Override
    public String toString() {
      return "Reading[" + sum + "]";
    }
  }

  /** Replaces all of it. */
  static final class Writing extends SharedTrade {
    Writing(Path memory) {
      super(memory);
    }

    @Override
    public void batch() {
      for (int i = 0; i < BATCH; i++) {
        trade.set(new Trade(i, 0.5, 2));
      }
    }
  }
}
