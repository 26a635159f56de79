package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedText;
import java.util.List;

/** A number to which all add, by atomic instructions and under its lock, and a text. */
final class ValueDrill implements Drill {
  private static final int STARTED = 2;
  private static final int DONE = 3;
  private static final int LETTERS = 26;

  private final SharedLong atomic;
  private final SharedLong locked;
  private final SharedText text;

  ValueDrill(Place place) {
    this.atomic = place.number("value.atomic");
    this.locked = place.number("value.locked");
    this.text = place.shm().openOrCreate("value.text", SharedText.ofBytes(1_000));
  }

  @Override
  public void turn(Worker me) {
    me.line().add(STARTED, 1);
    atomic.incrementAndGet();
    locked
        .lock()
        .locked(() -> {
          long next = locked.getPlain() + 1;
          me.dawdle();
          locked.setPlain(next);
        });
    me.line().add(DONE, 1);
    if (me.oneIn(2)) {
      text.set(text(me.random().nextInt(LETTERS)));
    } else {
      String found = text.get();
      check(found.isEmpty() || found.equals(text(found.charAt(0) - 'a')), "torn text", found);
    }
  }

  private static String text(int letter) {
    return String.valueOf((char) ('a' + letter)).repeat(1 + letter * 30);
  }

  @Override
  public void judge(List<Line> lines, int kills) {
    long done = Line.sum(lines, DONE);
    long started = Line.sum(lines, STARTED);
    Drill.checkBetween(done, atomic.get(), started, "atomic additions");
    Drill.checkBetween(done, locked.get(), started, "additions under the lock");
    text.set("free");
    check(text.get().equals("free"), "text not set", text.get());
  }
}
