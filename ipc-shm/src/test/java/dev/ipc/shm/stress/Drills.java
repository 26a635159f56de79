package dev.ipc.shm.stress;

import dev.ipc.shm.Shm;
import java.util.EnumMap;
import java.util.Map;

/** All drills, with the number of threads that each has in a process. */
enum Drills {
  LOCK(2),
  VALUE(1),
  OWNED(2),
  CHANNEL(2),
  READ_WRITE(2),
  BUFFER(2),
  BARRIER(1),
  LATCH(1),
  EVENT(2);

  private final int threads;

  Drills(int threads) {
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  /** The number of the first of its lines on the board. */
  int firstLine() {
    int line = 0;
    for (Drills each : values()) {
      if (each == this) {
        break;
      }
      line += each.threads;
    }
    return line;
  }

  private Drill open(Place place) {
    return switch (this) {
      case LOCK -> new LockDrill(place);
      case VALUE -> new ValueDrill(place);
      case OWNED -> new OwnedDrill(place);
      case CHANNEL -> new ChannelDrill(place);
      case READ_WRITE -> new ReadWriteDrill(place);
      case BUFFER -> new BufferDrill(place);
      case BARRIER -> new BarrierDrill(place);
      case LATCH -> new LatchDrill(place);
      case EVENT -> new EventDrill(place);
    };
  }

  static Map<Drills, Drill> open(Shm shm, Board board) {
    Map<Drills, Drill> drills = new EnumMap<>(Drills.class);
    for (Drills each : values()) {
      drills.put(each, each.open(new Place(shm, board, each.firstLine())));
    }
    return drills;
  }
}
