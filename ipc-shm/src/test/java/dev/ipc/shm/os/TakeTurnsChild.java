package dev.ipc.shm.os;

import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ipc.memory.Block;
import dev.ipc.testkit.Child;
import dev.ipc.wait.Parker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Takes turns with the test, or with itself: pairs of threads that hand a word of a file over. */
final class TakeTurnsChild {
  private static final long LINE_BYTES = 64;
  private static final long FILE_BYTES = 4096;
  private static final long DEADLINE_SECONDS = 60;

  private TakeTurnsChild() {}

  /** Arguments: file, pairs, rounds, bound of each sleep, virtual, sides of which threads. */
  public static void main(String[] arguments) throws Exception {
    Child.dieWithParent();
    Game game =
        new Game(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]));
    boolean virtual = Boolean.parseBoolean(arguments[4]);
    int[] sides = arguments[5].equals("both") ? new int[] {0, 1} : new int[] {1};
    game.play(Parkers.forThisJvm(), virtual, sides);
    Child.say("done");
  }

  /**
   * What both processes agree on.
   *
   * @param file where the words are
   * @param pairs how many pairs of threads play, each with its word
   * @param rounds how often each thread hands over
   * @param boundNanos the longest sleep
   */
  record Game(Path file, int pairs, int rounds, long boundNanos) {

    /** The test's side: 0, which has the first turn. */
    void play(Parker parker, boolean virtual, int... sides) throws Exception {
      try (Arena arena = Arena.ofShared()) {
        Block block = map(file, arena);
        List<FutureTask<?>> players = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
          long offset = pair * LINE_BYTES;
          for (int side : sides) {
            players.add(new FutureTask<>(() -> play(parker, block, offset, side), null));
          }
        }
        Thread.Builder threads = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        players.forEach(threads::start);
        for (FutureTask<?> player : players) {
          player.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
      }
    }

    private void play(Parker parker, Block block, long offset, int me) {
      int other = 1 - me;
      for (int round = 0; round < rounds; round++) {
        while (block.getIntAcquire(offset) == other) {
          parker.park(block, offset, other, boundNanos);
        }
        block.setIntRelease(offset, other);
        parker.wake(block, offset, 1);
      }
    }
  }

  static Block map(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
      return new Block(channel.map(READ_WRITE, 0, FILE_BYTES, arena));
    }
  }
}
