package dev.ipc.shm.os;

import dev.ipc.shm.os.Sleepers.Word;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks every millisecond as long as there are words; needs nothing from the system. */
final class PollingWatch implements Watch {
  /** Who is to be woken by a ring, if the ring is not in vain. */
  private final AtomicReference<@Nullable Thread> armed = new AtomicReference<>();

  @Override
  public void arm() {
    armed.set(Thread.currentThread());
  }

  @Override
  public void await(List<Word> words, long nanos) {
    if (words.isEmpty()) {
      LockSupport.parkNanos(this, nanos);
    } else {
      armed.set(null);
      LockSupport.parkNanos(this, Math.min(nanos, POLL_NANOS));
    }
  }

  @Override
  public void ring() {
    Thread thread = armed.getAndSet(null);
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
