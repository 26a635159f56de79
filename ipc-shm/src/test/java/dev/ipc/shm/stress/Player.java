package dev.ipc.shm.stress;

import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A process of the run, as the test sees it. */
final class Player implements AutoCloseable {
  private final Board board;
  private final int number;
  private final ChildJvm child;
  private boolean ready;
  private final Map<Drills, Map<Line, Long>> awaited = new EnumMap<>(Drills.class);

  /** Starts a process in a seat. One in eight waits without native calls. */
  Player(String domain, Board board, int seat, int number, Random random) {
    this.board = board;
    this.number = number;
    board.seat(seat, number);
    ChildCommand command =
        ChildCommand.of(DrillChild.class, domain, board.file(), seat, number, random.nextLong())
            .withFlags("-Xmx64m");
    if (random.nextInt(2) == 0) {
      command = command.withFlags("-XX:TieredStopAtLevel=1");
    }
    if (random.nextInt(8) == 0) {
      command = command.withFlags("-Dipc.native=off");
    }
    this.child = command.start();
    board.setPid(number, child.pid());
  }

  int number() {
    return number;
  }

  /** Waits until its threads run. */
  void awaitReady() {
    if (!ready) {
      child.awaitLine("ready");
      ready = true;
    }
  }

  boolean isReady() {
    return ready;
  }

  void kill() {
    child.kill();
    board.setDead(number);
    child.close();
  }

  void stop() {
    child.stop();
  }

  void goOn() {
    child.cont();
  }

  boolean isAlive() {
    return child.handle().isAlive();
  }

  /** Waits for its end, and fails if it was not a good one. */
  void awaitEnd() {
    child.awaitLine("over");
    Drill.check(child.awaitExit() == 0, "exit code of process", number, child.errors());
    board.setDead(number);
  }

  /** Notes which turns its threads have made. */
  void watch() {
    for (Drills each : Drills.values()) {
      Map<Line, Long> turns = new HashMap<>();
      for (int i = 0; i < each.threads(); i++) {
        Line line = board.line(number, each.firstLine() + i);
        turns.put(line, line.get(Line.TURNS));
      }
      awaited.put(each, turns);
    }
  }

  /** Whether all threads of a drill have made a turn since they were last noted. */
  boolean hasMoved(Drills drill) {
    Map<Line, Long> turns = awaited.getOrDefault(drill, Map.of());
    turns.entrySet().removeIf(entry -> entry.getKey().get(Line.TURNS) != entry.getValue());
    return turns.isEmpty();
  }

  String dump() {
    return "process " + number + ", " + Dump.of(child);
  }

  @Override
  public void close() {
    child.close();
  }
}
