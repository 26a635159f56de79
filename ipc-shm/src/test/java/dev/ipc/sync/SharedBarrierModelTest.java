package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Does the same to a shared barrier and to a CyclicBarrier, at random, and compares. */
@ExtendWith(LeakLedger.class)
final class SharedBarrierModelTest {
  private static final int ROUNDS = 30;
  private static final int STEPS = 40;

  /** What both barriers can do. */
  private interface Subject {
    int await() throws Exception;

    int awaitNoTime() throws Exception;

    void reset();
  }

  /** A barrier, the threads that came to it, and what became of them. */
  private static final class Course {
    private final Subject subject;
    private final IntSupplier waiting;
    private final BooleanSupplier broken;
    private final List<Background<Integer>> threads = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    Course(Subject subject, IntSupplier waiting, BooleanSupplier broken) {
      this.subject = subject;
      this.waiting = waiting;
      this.broken = broken;
    }

    void perform(int what) {
      switch (what) {
        case 0 -> subject.reset();
        case 1 -> add(subject::awaitNoTime, true);
        case 2 ->
            add(
                () -> {
                  Thread.currentThread().interrupt();
                  return subject.await();
                },
                true);
        case 3 -> {
          for (Background<Integer> thread : threads) {
            if (!thread.isDone()) {
              thread.thread().interrupt();
              Eventually.until("the interrupted one ends", thread::isDone);
              break;
            }
          }
        }
        default -> add(subject::await, false);
      }
      Eventually.until("all that can end do", () -> live() == waiting.getAsInt());
      log.add(what + ": " + waiting.getAsInt() + (broken.getAsBoolean() ? " broken" : ""));
    }

    /** One that ends at once may be seen waiting for an instant. */
    private void add(Callable<Integer> await, boolean endsAtOnce) {
      int before = waiting.getAsInt();
      Background<Integer> thread = Background.of(await);
      threads.add(thread);
      Eventually.until(
          "it waits or ends",
          () -> thread.isDone() || (!endsAtOnce && waiting.getAsInt() == before + 1));
    }

    private int live() {
      return (int) threads.stream().filter(thread -> !thread.isDone()).count();
    }

    private static String outcome(Background<Integer> thread) {
      try {
        return "index " + thread.result();
      } catch (AssertionError e) {
        return thread.failure().getClass().getSimpleName();
      }
    }

    List<String> outcomes() {
      subject.reset();
      for (Background<Integer> thread : threads) {
        Eventually.until("all end", thread::isDone);
        log.add(outcome(thread));
      }
      return log;
    }
  }

  @Test
  void shouldDoAsACyclicBarrierDoes() {
    try (Shm shm = Shm.temporary()) {
      Random random = new Random(7);
      for (int round = 0; round < ROUNDS; round++) {
        int parties = 1 + random.nextInt(4);
        Course model = cyclic(new CyclicBarrier(parties));
        SharedBarrier barrier = shm.create(SharedBarrier.ofParties(parties));
        Course course = shared(barrier);
        for (int step = 0; step < STEPS; step++) {
          int what = random.nextInt(10);
          model.perform(what);
          course.perform(what);
        }
        assertThat(course.outcomes()).isEqualTo(model.outcomes());
        barrier.close();
      }
    }
  }

  private static Course cyclic(CyclicBarrier barrier) {
    Subject subject =
        new Subject() {
          @Override
          public int await() throws Exception {
            return barrier.await();
          }

          @Override
          public int awaitNoTime() throws Exception {
            return barrier.await(0, TimeUnit.SECONDS);
          }

          @Override
          public void reset() {
            barrier.reset();
          }
        };
    return new Course(subject, barrier::getNumberWaiting, barrier::isBroken);
  }

  private static Course shared(SharedBarrier barrier) {
    Subject subject =
        new Subject() {
          @Override
          public int await() throws Exception {
            return barrier.await();
          }

          @Override
          public int awaitNoTime() throws Exception {
            return barrier.await(0, TimeUnit.SECONDS);
          }

          @Override
          public void reset() {
            barrier.reset();
          }
        };
    return new Course(subject, barrier::waiting, barrier::isBroken);
  }
}
