package dev.ipc.cli.race;

import dev.ipc.Action;

/**
 * The process that is going to be killed: in the middle of the race it takes the lock, and changes
 * the value to what it must not stay.
 *
 * @param course what it spoils
 */
record Casualty(Course course) implements Action {
  private static final long HALF_DONE = 666_666;

  @Override
  public void perform() throws InterruptedException {
    course.casualty().set(Course.CASUALTY_READY);
    while (course.parts().get() < Course.CASUALTY_FROM) {
      Thread.sleep(1);
    }
    course.lock().lock();
    course.undo().prepare();
    course.tally().word().set(HALF_DONE);
    course.casualty().set(Course.CASUALTY_HOLDS_LOCK);
    Thread.sleep(Long.MAX_VALUE);
  }
}
