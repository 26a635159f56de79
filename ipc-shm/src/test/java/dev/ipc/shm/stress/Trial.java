package dev.ipc.shm.stress;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Starts processes that do all {@link Drills}, kills and stops them at random, looks that the
 * others go on, and judges the end.
 */
final class Trial implements AutoCloseable {
  private static final int MAX_PAUSE_NANOS = 200_000_000;
  private static final int MAX_STOP_NANOS = 300_000_000;

  /** So long a new process may take to join and open everything. */
  private static final int MAX_JOIN_NANOS = 1_000_000_000;

  private final String domain;
  private final Board board;
  private final Map<Drills, Drill> drills;
  private final long seed;
  private final Random random;
  private final Player[] players = new Player[Board.SEATS];
  private final Map<Drills, Long> longestNanos = new EnumMap<>(Drills.class);
  private int started;
  private int kills;
  private int stops;
  private int stopsOfHolders;

  Trial(String domain, Shm shm, Board board, long seed) {
    this.domain = domain;
    this.board = board;
    this.drills = Drills.open(shm, board);
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Runs for some time, and says every now and then how it goes. */
  void run(Duration length, Duration reportEvery) throws Exception {
    long start = System.nanoTime();
    long reported = start;
    try {
      for (int seat = 0; seat < Board.SEATS; seat++) {
        start(seat);
      }
      for (Player player : players) {
        player.awaitReady();
      }
      while (System.nanoTime() - start < length.toNanos() && started + 2 <= board.room()) {
        LockSupport.parkNanos(random.nextInt(MAX_PAUSE_NANOS));
        disturb();
        checkNoFailure();
        if (System.nanoTime() - reported > reportEvery.toNanos()) {
          reported = System.nanoTime();
          report(reported - start);
        }
      }
      end();
      report(System.nanoTime() - start);
      for (Map.Entry<Drills, Drill> each : drills.entrySet()) {
        each.getValue().judge(lines(each.getKey()), kills);
      }
    } catch (Throwable t) {
      throw new AssertionError("seed=" + seed + ": " + t.getMessage(), t);
    }
  }

  private void start(int seat) {
    started++;
    players[seat] = new Player(domain, board, seat, started, random);
  }

  private void disturb() {
    int one = random.nextInt(Board.SEATS);
    int other = (one + 1 + random.nextInt(Board.SEATS - 1)) % Board.SEATS;
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        stop(one);
        players[one].goOn();
      }
      case 2 -> {
        stop(one);
        kill(one);
      }
      case 3 -> {
        stop(one);
        kill(other);
        LockSupport.parkNanos(random.nextInt(MAX_STOP_NANOS));
        players[one].goOn();
      }
      case 4 -> {
        kill(one);
        kill(other);
      }
      case 5 -> {
        kill(one);
        LockSupport.parkNanos(random.nextInt(MAX_JOIN_NANOS));
        kill(one);
      }
      default -> kill(one);
    }
    awaitMoves();
    for (Player player : players) {
      player.awaitReady();
    }
  }

  private void kill(int seat) {
    players[seat].kill();
    kills++;
    start(seat);
  }

  /** While one stands that has something, nobody else may get it: who does finds out. */
  private void stop(int seat) {
    players[seat].stop();
    stops++;
    int process = players[seat].number();
    if (drills.values().stream().anyMatch(drill -> drill.holds(process))) {
      stopsOfHolders++;
    }
    LockSupport.parkNanos(random.nextInt(MAX_STOP_NANOS));
  }

  /** Waits until all threads that were there have made a turn. */
  private void awaitMoves() {
    long start = System.nanoTime();
    List<Player> watched = new ArrayList<>();
    for (Player player : players) {
      if (player.isReady()) {
        player.watch();
        watched.add(player);
      }
    }
    List<Drills> waiting = new ArrayList<>(List.of(Drills.values()));
    while (!waiting.isEmpty() && !board.hasFailed()) {
      long nanos = System.nanoTime() - start;
      waiting.removeIf(drill -> {
        boolean moved = watched.stream().allMatch(player -> player.hasMoved(drill));
        if (moved) {
          longestNanos.merge(drill, nanos, Math::max);
        }
        return moved;
      });
      if (nanos > Eventually.PATIENCE.toNanos()) {
        throw new AssertionError(hang(waiting));
      }
      LockSupport.parkNanos(200_000);
    }
  }

  private String hang(List<Drills> waiting) {
    return "hang: "
        + waiting
        + "\n"
        + waiting.stream().map(drills::get).map(Object::toString).collect(Collectors.joining("\n"))
        + "\n"
        + List.of(players).stream().map(Player::dump).collect(Collectors.joining("\n\n"));
  }

  private void end() {
    board.stop();
    long start = System.nanoTime();
    while (List.of(players).stream().anyMatch(Player::isAlive)) {
      drills.values().forEach(Drill::letGo);
      LockSupport.parkNanos(5_000_000);
      if (System.nanoTime() - start > Eventually.PATIENCE.toNanos()) {
        throw new AssertionError(hang(List.of(Drills.values())));
      }
    }
    checkNoFailure();
    for (Player player : players) {
      player.awaitEnd();
    }
  }

  private void checkNoFailure() {
    if (board.hasFailed()) {
      // Whoever failed may still be writing why.
      Eventually.until("a failure is explained", () -> !board.failures().isEmpty());
      throw new AssertionError(String.join("\n", board.failures()));
    }
  }

  private List<Line> lines(Drills drill) {
    List<Line> lines = new ArrayList<>();
    for (int process = 1; process <= started; process++) {
      for (int i = 0; i < drill.threads(); i++) {
        lines.add(board.line(process, drill.firstLine() + i));
      }
    }
    return lines;
  }

  private void report(long nanos) {
    System.out.printf(
        "stress: seed %d, %d s: %d kills, %d stops (%d of holders); turns%s;"
            + " longest until all went on, ms%s%n",
        seed,
        nanos / 1_000_000_000,
        kills,
        stops,
        stopsOfHolders,
        each(drill -> Line.sum(lines(drill), Line.TURNS)),
        each(drill -> longestNanos.getOrDefault(drill, 0L) / 1_000_000));
  }

  private static String each(ToLongFunction<Drills> figure) {
    return Arrays.stream(Drills.values())
        .map(drill -> " " + drill.name().toLowerCase(Locale.ROOT) + "=" + figure.applyAsLong(drill))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    for (Player player : players) {
      if (player != null) {
        player.close();
      }
    }
  }
}
