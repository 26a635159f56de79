package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.sync.SharedCondition;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedLong;
import java.util.ArrayList;
import java.util.List;

/**
 * A bounded buffer of numbers in order: thread 0 of each process puts, thread 1 takes. Each waits
 * for the other on a condition. Head and tail are stored last, so a death leaves them whole, but
 * its signals may be missing: the repair has everybody look again.
 */
final class BufferDrill implements Drill {
  private static final int PUTTING = 2;
  private static final int PUT = 3;
  private static final int TAKING = 4;
  private static final int TAKEN = 5;
  private static final int CAPACITY = 4;

  private final SharedLong head;
  private final SharedLong tail;
  private final SharedLong alarm;
  private final List<SharedLong> slots = new ArrayList<>();
  private final SharedLock lock;
  private final SharedCondition notFull;
  private final SharedCondition notEmpty;

  BufferDrill(Place place) {
    this.head = place.number("buffer.head");
    this.tail = place.number("buffer.tail");
    SharedLong alarm = place.number("buffer.alarm");
    this.alarm = alarm;
    for (int i = 0; i < CAPACITY; i++) {
      slots.add(place.number("buffer.slot-" + i));
    }
    this.lock =
        place.shm().openOrCreate("buffer.lock", SharedLock.plain(death -> alarm.setPlain(1)));
    this.notFull = place.shm().openOrCreate("buffer.notFull", SharedCondition.on(lock));
    this.notEmpty = place.shm().openOrCreate("buffer.notEmpty", SharedCondition.on(lock));
  }

  @Override
  public void turn(Worker me) throws InterruptedException {
    lock.lock();
    try {
      if (me.thread() == 0) {
        put(me);
      } else {
        take(me);
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(Worker me) throws InterruptedException {
    heedAlarm();
    while (size() == CAPACITY) {
      if (!await(me, notFull)) {
        return;
      }
    }
    long item = tail.getPlain();
    SharedLong slot = slot(item);
    long old = slot.getPlain();
    check(old == item || old == Math.max(0, item - CAPACITY), "slot not free", item, old);
    me.line().add(PUTTING, 1);
    slot.setPlain(item);
    me.dawdle();
    tail.setPlain(item + 1);
    me.line().add(PUT, 1);
    notEmpty.signal();
  }

  private void take(Worker me) throws InterruptedException {
    heedAlarm();
    while (size() == 0) {
      if (!await(me, notEmpty)) {
        return;
      }
    }
    long item = head.getPlain();
    SharedLong slot = slot(item);
    check(slot.getPlain() == item, "not what was put", item, slot.getPlain());
    me.line().add(TAKING, 1);
    me.dawdle();
    head.setPlain(item + 1);
    me.line().add(TAKEN, 1);
    notFull.signal();
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private boolean await(Worker me, SharedCondition condition) throws InterruptedException {
    switch (me.random().nextInt(4)) {
      case 0 -> condition.await(me.moment());
      case 1 -> condition.awaitNanos(me.moment().toNanos());
      case 2 -> condition.awaitUninterruptibly();
      default -> condition.await();
    }
    heedAlarm();
    return !me.isOver();
  }

  private void heedAlarm() {
    if (alarm.getPlain() != 0) {
      notFull.signalAll();
      notEmpty.signalAll();
      alarm.setPlain(0);
    }
    check(size() >= 0 && size() <= CAPACITY, "no such size", head.getPlain(), tail.getPlain());
  }

  private long size() {
    return tail.getPlain() - head.getPlain();
  }

  private SharedLong slot(long item) {
    return slots.get((int) (item % CAPACITY));
  }

  @Override
  public void letGo() {
    Drill.locked(
        lock,
        () -> {
          notFull.signalAll();
          notEmpty.signalAll();
        });
  }

  @Override
  public void judge(List<Line> lines, int kills) throws InterruptedException {
    check(lock.tryLock(Eventually.PATIENCE), "lock not free at the end", lock);
    try {
      Drill.checkBetween(Line.sum(lines, PUT), tail.get(), Line.sum(lines, PUTTING), "items put");
      Drill.checkBetween(
          Line.sum(lines, TAKEN), head.get(), Line.sum(lines, TAKING), "items taken");
      for (long item = head.get(); item < tail.get(); item++) {
        check(slot(item).get() == item, "item lost", item, slot(item).get());
      }
    } finally {
      lock.unlock();
    }
  }
}
