package dev.ipc.lock;

import static dev.ipc.lock.WaitSetLayout.GRANTED;
import static dev.ipc.lock.WaitSetLayout.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedParker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random operations and deaths, against lists in order. */
class WaitLinesModelTest {
  private static final int CAPACITY = 12;
  private static final int OPERATIONS = 20_000;
  private static final int PROCESSES = 6;

  private final Block block = LocalHome.memory(WaitSetLayout.bytes(CAPACITY));
  private final ScriptedParker parker = ScriptedParker.skipping();

  /** In the order in which they came. */
  private final List<Waiter> waiting = new ArrayList<>();

  private final List<Waiter> granted = new ArrayList<>();
  private final Set<Integer> dead = new HashSet<>();
  private int eligible;
  private int tickets;

  /** A line, as it should be. */
  private record Waiter(int line, int owner, int ticket) {}

  @RepeatedTest(8)
  void shouldDoAsTheModelWhenOperationsAreRandom(RepetitionInfo repetition) {
    WaitSetLayout.initialize(block, CAPACITY);
    WaitLines lines = new WaitLines(block, parker);
    Random random = new Random(repetition.getCurrentRepetition());
    int newest = PROCESSES;
    for (int i = 0; i < OPERATIONS; i++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> take(lines, newest - random.nextInt(PROCESSES));
        case 5, 6 -> grant(lines, random.nextInt(4));
        case 7 -> grant(lines, random.nextInt(5) == 0 ? Integer.MAX_VALUE : 1);
        case 8 -> giveBack(lines, waiting, random, false);
        case 9 -> giveBack(lines, granted, random, true);
        case 10 -> {
          dead.add(newest - random.nextInt(PROCESSES));
          newest++;
        }
        default -> bury(lines, random.nextBoolean());
      }
      assertThat(lines.lines(WAITING)).as("operation " + i).containsExactlyElementsOf(of(waiting));
      assertThat(lines.lines(GRANTED)).as("operation " + i).containsExactlyElementsOf(of(granted));
    }
  }

  private static List<Integer> of(List<Waiter> waiters) {
    return waiters.stream().map(Waiter::line).sorted().toList();
  }

  private void take(WaitLines lines, int owner) {
    if (dead.contains(owner)) {
      return;
    }
    int line = lines.take(owner, 1);
    if (line == WaitLines.NONE) {
      assertThat(waiting.size() + granted.size()).isEqualTo(CAPACITY);
    } else {
      waiting.add(new Waiter(line, owner, ++tickets));
    }
  }

  private void grant(WaitLines lines, int count) {
    lines.grant(count);
    if (count > 0 && !waiting.isEmpty()) {
      eligible = tickets;
    }
    for (int i = 0; i < count && !waiting.isEmpty(); i++) {
      granted.add(waiting.removeFirst());
    }
  }

  private void giveBack(WaitLines lines, List<Waiter> from, Random random, boolean goesOn) {
    List<Waiter> living = from.stream().filter(waiter -> !dead.contains(waiter.owner())).toList();
    if (!living.isEmpty()) {
      Waiter waiter = living.get(random.nextInt(living.size()));
      assertThat(lines.giveBack(waiter.line())).isEqualTo(goesOn);
      from.remove(waiter);
    }
  }

  /** Perhaps somebody dies over it; then the next one buries all. */
  private void bury(WaitLines lines, boolean killed) {
    if (killed) {
      parker.onWake(wake -> {
        parker.onWake(later -> {});
        throw new IllegalStateException("killed here");
      });
      try {
        lines.bury(dead::contains);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("killed here");
      }
      parker.onWake(wake -> {});
    }
    lines.bury(dead::contains);
    waiting.removeIf(waiter -> dead.contains(waiter.owner()));
    long left = granted.stream().filter(waiter -> dead.contains(waiter.owner())).count();
    granted.removeIf(waiter -> dead.contains(waiter.owner()));
    for (; left > 0 && !waiting.isEmpty() && waiting.getFirst().ticket() <= eligible; left--) {
      granted.add(waiting.removeFirst());
    }
  }
}
