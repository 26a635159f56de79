package dev.ipc.shm.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ipc.shm.os.Sleepers.Word;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Sleeps on several words at once, by the futex_waitv call of Linux 5.16. An instance is for one
 * thread. The initialization of this class links the call, as that of {@link Futex} does.
 */
final class FutexSet {
  /** How many words one call takes. */
  static final int MAX_WORDS = 128;

  /** Nothing was woken: a word differs, the time is over, or the thread was disturbed. */
  static final int NOTHING = -1;

  /** The call did not work, for example because an address is not mapped any more. */
  static final int FAILED = -2;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ETIMEDOUT = 110;

  private static final long FUTEX_WAITV = Syscall.number(449, 449);
  private static final long CLOCK_GETTIME = Syscall.number(228, 113);
  private static final long CLOCK_MONOTONIC = 1;

  // struct futex_waitv: the value as a long, the address, the flags, and an int that stays 0.
  private static final long ENTRY_BYTES = 24;
  private static final long ADDRESS_OFFSET = 8;
  private static final long FLAGS_OFFSET = 16;
  private static final int FUTEX_32 = 2;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = Syscall.link(Linker.Option.captureCallState("errno"));

  private final MemorySegment entries;
  private final MemorySegment deadline;
  private final MemorySegment state;

  FutexSet() {
    Arena arena = Arena.ofAuto();
    entries = arena.allocate(MAX_WORDS * ENTRY_BYTES, Long.BYTES);
    deadline = arena.allocate(Syscall.TIMESPEC_BYTES, Long.BYTES);
    state = arena.allocate(STATE);
  }

  /** Whether the kernel has the call and lets this process use it. */
  boolean works() {
    int neverAnErrno = -1;
    return await(List.of(new Word(state.address(), neverAnErrno)), 0) == NOTHING;
  }

  /**
   * Sleeps while every word has its value, until one is woken or the time is over.
   *
   * @return the index of a word that was woken, of which there may be more, or {@link #NOTHING}, or
   *     {@link #FAILED}
   */
  int await(List<Word> words, long nanos) {
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      long entry = i * ENTRY_BYTES;
      entries.set(JAVA_LONG, entry, Integer.toUnsignedLong(word.value()));
      entries.set(JAVA_LONG, entry + ADDRESS_OFFSET, word.address());
      entries.set(JAVA_INT, entry + FLAGS_OFFSET, FUTEX_32);
    }
    // The call wants a moment, not a span, on a clock that Java does not show.
    call(CLOCK_GETTIME, CLOCK_MONOTONIC, deadline.address(), 0, 0, 0);
    Syscall.setTimespec(deadline, Syscall.getTimespec(deadline) + nanos);
    long index =
        call(FUTEX_WAITV, entries.address(), words.size(), 0, deadline.address(), CLOCK_MONOTONIC);
    if (index >= 0) {
      return (int) index;
    }
    return switch (state.get(JAVA_INT, ERRNO_OFFSET)) {
      case EAGAIN, ETIMEDOUT, EINTR -> NOTHING;
      default -> FAILED;
    };
  }

  private long call(long number, long first, long second, long third, long fourth, long fifth) {
    try {
      return (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, fifth);
    } catch (Throwable e) {
      throw Syscall.unchecked(e);
    }
  }
}
