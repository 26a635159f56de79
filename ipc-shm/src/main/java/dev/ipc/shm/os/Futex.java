package dev.ipc.shm.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The futex call of the Linux kernel: sleep while a word has a value, and wake who sleeps on it, in
 * any process that maps the word.
 *
 * <p>The initialization of this class links the call. That costs some 100 ms and makes the JDK
 * print a warning unless native access was enabled, so nobody touches this class before a thread
 * really has to sleep or to wake another. {@link #works} tells how it went.
 *
 * <p>Words are given as raw addresses. A segment as an argument would keep its arena from being
 * closed while a thread sleeps; an address that is not mapped any more only makes the call fail.
 */
final class Futex {
  private static final long NUMBER = Syscall.number(202, 98);

  // Both without FUTEX_PRIVATE_FLAG: the kernel knows the word by its file, not by its address.
  private static final long WAIT = 0;
  private static final long WAKE = 1;

  /** The memory is freed by the garbage collector some time after the thread has ended. */
  private static final ThreadLocal<MemorySegment> TIMEOUT =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Syscall.TIMESPEC_BYTES, Long.BYTES));

  private static final Link LINK = Link.attempt();
  private static final MethodHandle SYSCALL = LINK.syscall; // a constant, so the JIT inlines it

  private Futex() {}

  /** Whether the calls may be used. */
  static boolean works() {
    return LINK.failure.isEmpty();
  }

  /** Why the calls may not be used, and what to do; empty if they may. */
  static String failure() {
    return LINK.failure;
  }

  /**
   * Sleeps while the int at an address is {@code expected}, until it is woken, or the time is over,
   * or for no reason. For platform threads only: a virtual thread would pin its carrier.
   */
  static void await(long address, int expected, long nanos) {
    MemorySegment timeout = TIMEOUT.get();
    Syscall.setTimespec(timeout, nanos);
    // Why the call ended does not matter: the caller looks at the word again in any case.
    call(SYSCALL, address, WAIT, expected, timeout.address());
  }

  /** Wakes up to {@code count} sleepers of the int at an address. Never blocks. */
  static void wake(long address, int count) {
    call(SYSCALL, address, WAKE, count, 0);
  }

  private static long call(
      MethodHandle syscall, long address, long operation, long value, long timeout) {
    try {
      return (long) syscall.invokeExact(NUMBER, address, operation, value, timeout, 0L);
    } catch (Throwable e) {
      throw Syscall.unchecked(e);
    }
  }

  /**
   * What linking came to.
   *
   * @param syscall the function, or one that does nothing
   * @param failure as {@link Futex#failure}
   */
  private record Link(MethodHandle syscall, String failure) {
    private static final String HUSH = "set -Dipc.native=off to do without this message";

    static Link attempt() {
      if (NUMBER < 0) {
        return failed("futex is used on Linux on x86-64 and aarch64 only", HUSH);
      }
      try (Arena arena = Arena.ofConfined()) {
        MethodHandle syscall = Syscall.link();
        long word = arena.allocate(Long.BYTES, Long.BYTES).address();
        return call(syscall, word, WAKE, 1, 0) == 0
            ? new Link(syscall, "")
            : failed("the kernel refuses futex, perhaps by a seccomp filter", HUSH);
      } catch (IllegalCallerException e) {
        Module module = Futex.class.getModule();
        String target = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        return failed(
            "native access is denied", "start java with --enable-native-access=" + target);
      } catch (Throwable e) {
        // Whatever it is, there is another way to wait.
        return failed("linking failed with " + e, HUSH);
      }
    }

    private static Link failed(String reason, String remedy) {
      MethodHandle nothing = MethodHandles.empty(Syscall.TYPE);
      return new Link(
          nothing,
          "reason="
              + reason
              + ", system="
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + "; "
              + remedy);
    }
  }
}
