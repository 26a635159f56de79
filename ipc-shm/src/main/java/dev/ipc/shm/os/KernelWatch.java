package dev.ipc.shm.os;

import dev.ipc.memory.Block;
import dev.ipc.shm.os.Sleepers.Word;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps in the kernel on all words at once, together with a bell for what happens in this JVM.
 *
 * <p>The bell is {@code ASLEEP} from before the look at the words until somebody rings. So a thread
 * that enters after the look either finds it so, and its wake-up ends the sleep, or changes it
 * before the sleep begins, which then does not begin.
 *
 * <p>A wake-up that the kernel gives to this thread was meant for a number of sleepers that it does
 * not tell, so it is given to all sleepers of the word in this JVM; if they have all left
 * meanwhile, it is passed on. If two words are woken at the same time, the kernel tells about one.
 * The other has nearly always changed, which the next look finds; if it was changed back, its
 * sleepers sleep on until their time is over.
 */
final class KernelWatch implements Watch {
  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;
  private static final int MAX_WORDS = FutexSet.MAX_WORDS - 1;

  private final Sleepers sleepers;
  private final FutexSet futexes;
  private final Block bell = new Block(Arena.ofAuto().allocate(Long.BYTES, Long.BYTES));

  KernelWatch(Sleepers sleepers, FutexSet futexes) {
    this.sleepers = sleepers;
    this.futexes = futexes;
  }

  @Override
  public void arm() {
    bell.setIntVolatile(0, ASLEEP);
  }

  @Override
  public void await(List<Word> words, long nanos) {
    if (words.size() > MAX_WORDS) {
      bell.setIntOpaque(0, AWAKE);
      LockSupport.parkNanos(this, POLL_NANOS);
      return;
    }
    List<Word> entries = new ArrayList<>(words.size() + 1);
    entries.add(new Word(bell.address(0), ASLEEP));
    entries.addAll(words);
    int woken = futexes.await(entries, nanos);
    bell.setIntOpaque(0, AWAKE);
    if (woken > 0) {
      long address = entries.get(woken).address();
      if (sleepers.wake(address, Integer.MAX_VALUE) == 0) {
        Futex.wake(address, 1);
      }
    } else if (woken == FutexSet.FAILED) {
      LockSupport.parkNanos(this, POLL_NANOS); // at once it would most likely fail again
    }
  }

  @Override
  public void ring() {
    if (bell.getIntVolatile(0) == ASLEEP && bell.getAndSetInt(0, AWAKE) == ASLEEP) {
      Futex.wake(bell.address(0), 1);
    }
  }
}
