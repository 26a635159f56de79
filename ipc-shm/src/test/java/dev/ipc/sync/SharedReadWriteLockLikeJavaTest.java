package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.testkit.LeakLedger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the read-write lock has in common with that of the JDK: each test asks both. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockLikeJavaTest {
  /** What is asked of a lock. */
  @FunctionalInterface
  private interface Question {
    void ask(ReadWriteLock lock) throws Exception;
  }

  private static void askBoth(Question question) throws Exception {
    question.ask(new ReentrantReadWriteLock());
    try (Shm shm = Shm.temporary()) {
      question.ask(shm.create(SharedReadWriteLock.reentrant()));
    }
  }

  private static boolean isFree(Lock lock) {
    return Background.of(
            () -> {
              boolean taken = lock.tryLock();
              if (taken) {
                lock.unlock();
              }
              return taken;
            })
        .result();
  }

  private static void assertFree(ReadWriteLock lock, boolean toRead, boolean toWrite) {
    assertThat(isFree(lock.readLock())).isEqualTo(toRead);
    assertThat(isFree(lock.writeLock())).isEqualTo(toWrite);
  }

  @Test
  void shouldExcludeWritersWhenItIsRead() throws Exception {
    askBoth(lock -> {
      assertFree(lock, true, true);
      lock.readLock().lock();
      assertFree(lock, true, false);
      lock.readLock().unlock();
      assertFree(lock, true, true);
    });
  }

  @Test
  void shouldExcludeAllWhenItIsWritten() throws Exception {
    askBoth(lock -> {
      lock.writeLock().lock();
      assertFree(lock, false, false);
      lock.writeLock().unlock();
      assertFree(lock, true, true);
    });
  }

  @Test
  void shouldBeGivenBackAsOftenWhenItIsTakenAgain() throws Exception {
    askBoth(lock -> {
      for (Lock each : new Lock[] {lock.readLock(), lock.writeLock()}) {
        each.lock();
        each.lockInterruptibly();
        assertThat(each.tryLock()).isTrue();
        assertThat(each.tryLock(0, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 4; i++) {
          assertThat(isFree(lock.writeLock())).isFalse();
          each.unlock();
        }
        assertFree(lock, true, true);
        assertThatThrownBy(each::unlock).isInstanceOf(IllegalMonitorStateException.class);
      }
    });
  }

  @Test
  void shouldGoOnReadingWhenTheWriterGivesBack() throws Exception {
    askBoth(lock -> {
      lock.writeLock().lock();
      lock.readLock().lock();
      assertFree(lock, false, false);
      lock.writeLock().unlock();
      assertFree(lock, true, false);
      lock.readLock().unlock();
      assertFree(lock, true, true);
    });
  }

  @Test
  void shouldGoOnWritingWhenTheWriterDoesNotReadAnyMore() throws Exception {
    askBoth(lock -> {
      lock.writeLock().lock();
      lock.readLock().lock();
      assertThat(lock.writeLock().tryLock()).isTrue();
      lock.writeLock().unlock();
      lock.readLock().unlock();
      assertFree(lock, false, false);
      lock.writeLock().unlock();
      assertFree(lock, true, true);
    });
  }

  @Test
  void shouldNotBeWrittenWhenTheReaderTriesTo() throws Exception {
    askBoth(lock -> {
      lock.readLock().lock();
      assertThat(lock.writeLock().tryLock()).isFalse();
      assertThatThrownBy(lock.writeLock()::unlock).isInstanceOf(IllegalMonitorStateException.class);
      lock.readLock().unlock();
      assertThat(lock.writeLock().tryLock()).isTrue();
      lock.writeLock().unlock();
    });
  }

  @Test
  void shouldRefuseWhenAnotherThreadGivesBack() throws Exception {
    askBoth(lock -> {
      for (Lock each : new Lock[] {lock.readLock(), lock.writeLock()}) {
        each.lock();
        assertThat(Background.start(each::unlock).failure())
            .isInstanceOf(IllegalMonitorStateException.class);
        each.unlock();
      }
    });
  }

  @Test
  void shouldNotBeTakenWhenTheThreadIsInterrupted() throws Exception {
    askBoth(lock -> {
      for (Lock each : new Lock[] {lock.readLock(), lock.writeLock()}) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(each::lockInterruptibly).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> each.tryLock(1, TimeUnit.DAYS))
            .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThat(each.tryLock()).isTrue();
        each.lock();
        assertThat(Thread.interrupted()).isTrue();
        each.unlock();
        each.unlock();
      }
    });
  }

  @Test
  void shouldHaveNoConditionWhenItIsToRead() throws Exception {
    askBoth(lock ->
        assertThatThrownBy(lock.readLock()::newCondition)
            .isInstanceOf(UnsupportedOperationException.class));
  }
}
