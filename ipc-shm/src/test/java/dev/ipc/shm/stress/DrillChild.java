package dev.ipc.shm.stress;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A process with some threads for each drill, which go on until the run is over. */
final class DrillChild {
  private DrillChild() {}

  /**
   * Takes part.
   *
   * @param arguments the domain, the board, this process's seat and number, and a seed
   */
  public static void main(String[] arguments) throws InterruptedException {
    Child.dieWithParent();
    int seat = Integer.parseInt(arguments[2]);
    int process = Integer.parseInt(arguments[3]);
    Random seeds = new Random(Long.parseLong(arguments[4]));
    try (Board board = Board.open(Path.of(arguments[1]));
        Shm shm = Shm.named(arguments[0])) {
      List<Thread> threads = new ArrayList<>();
      Drills.open(shm, board)
          .forEach((name, drill) -> {
            for (int i = 0; i < name.threads(); i++) {
              Line line = board.line(process, name.firstLine() + i);
              Random random = new Random(seeds.nextLong());
              Worker worker = new Worker(board, seat, process, i, drill, line, random);
              Thread.Builder kind =
                  random.nextInt(4) == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
              threads.add(kind.name(worker.toString()).start(worker));
            }
          });
      Child.say("ready");
      for (Thread thread : threads) {
        thread.join();
      }
    }
    Child.say("over");
  }
}
