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
 * <p>The kernel may give a wake-up for one sleeper to this thread instead of a thread elsewhere, so
 * the wake-up is spent on a sleeper of this JVM or passed on. If two words are woken at the same
 * time, the kernel tells about one; the other has nearly always changed, and the next look finds
 * that. If it was changed back meanwhile, its sleepers sleep on until their bound.
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
    int result = futexes.await(entries, nanos);
    bell.setIntOpaque(0, AWAKE);
    switch (result) {
      case 0, FutexSet.CHANGED, FutexSet.TIMED_OUT, FutexSet.DISTURBED -> {}
      default -> {
        if (result > 0) {
          spend(entries.get(result).address());
        } else {
          // An address is gone, or memory is short: trying again at once would make it worse.
          LockSupport.parkNanos(this, POLL_NANOS);
        }
      }
    }
  }

  private void spend(long address) {
    if (sleepers.wake(address, 1) == 0) {
      Futex.wake(address, 1);
    }
  }

  @Override
  public void ring() {
    if (bell.getIntVolatile(0) == ASLEEP && bell.getAndSetInt(0, AWAKE) == ASLEEP) {
      Futex.wake(bell.address(0), 1);
    }
  }
}
