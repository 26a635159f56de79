package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.sync.SharedEvent;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ping-pong by events: thread 0 of each seat serves a ball to thread 1 of the next, which returns
 * it. A ball may get lost with a process that dies, and then is served again, but never otherwise.
 */
final class EventDrill implements Drill {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** Between two seats. */
  private record Table(SharedEvent ping, SharedEvent pong, SharedLong served, SharedLong returned) {
    static Table of(Place place, int server) {
      return new Table(
          place.shm().openOrCreate("ping-" + server, SharedEvent.unset()),
          place.shm().openOrCreate("pong-" + server, SharedEvent.unset()),
          place.number("served-" + server),
          place.number("returned-" + server));
    }
  }

  private final List<Table> tables = new ArrayList<>();

  EventDrill(Place place) {
    for (int server = 0; server < Board.SEATS; server++) {
      tables.add(Table.of(place, server));
    }
  }

  @Override
  public void turn(Worker me) throws InterruptedException {
    if (me.thread() == 0) {
      serve(me, tables.get(me.seat()), (me.seat() + 1) % Board.SEATS);
    } else {
      answer(me, tables.get((me.seat() + Board.SEATS - 1) % Board.SEATS));
    }
  }

  private static void serve(Worker me, Table table, int partner) throws InterruptedException {
    long ball = table.served().get() + 1;
    int other = me.board().process(partner);
    long start = System.nanoTime();
    table.served().set(ball);
    table.ping().set();
    while (true) {
      if (table.pong().await(LOOK_AGAIN)) {
        table.pong().clear();
        long returned = table.returned().get();
        check(returned <= ball, "returned before it was served", returned, ball);
        if (returned == ball || me.isOver()) {
          return;
        }
      }
      if (me.board().process(partner) != other) {
        other = me.board().process(partner);
        start = System.nanoTime();
        table.ping().set();
      }
      check(
          System.nanoTime() - start < Eventually.PATIENCE.toNanos(),
          "ball lost",
          ball,
          table.returned().get(),
          table.ping(),
          table.pong());
    }
  }

  private static void answer(Worker me, Table table) throws InterruptedException {
    if (me.oneIn(2)) {
      table.ping().await();
    } else if (!table.ping().await(me.moment())) {
      return;
    }
    table.ping().clear();
    long ball = table.served().get();
    me.dawdle();
    table.returned().set(ball);
    table.pong().set();
  }

  @Override
  public void letGo() {
    for (Table table : tables) {
      table.ping().set();
      table.pong().set();
    }
  }

  @Override
  public void judge(List<Line> lines, int kills) {
    for (Table table : tables) {
      long served = table.served().get();
      Drill.checkBetween(0, table.returned().get(), served, "balls returned");
      check(served > 0, "no ball served", table);
    }
  }
}
