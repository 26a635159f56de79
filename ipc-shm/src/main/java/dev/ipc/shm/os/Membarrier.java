package dev.ipc.shm.os;

import java.lang.invoke.MethodHandle;

/** The membarrier call of the Linux kernel: a fence in other processes, on request. */
public final class Membarrier {
  private static final long NUMBER = Syscall.number(324, 283);
  private static final long QUERY = 0;
  private static final long GLOBAL_EXPEDITED = 1 << 1;

  private Membarrier() {}

  /**
   * Asks the kernel whether it can make other processes fence. Links native code.
   *
   * @return false where it cannot, or where this process may not ask
   */
  public static boolean isOffered() {
    if (NUMBER < 0) {
      return false;
    }
    try {
      MethodHandle syscall = Syscall.link();
      long commands = (long) syscall.invokeExact(NUMBER, QUERY, 0L, 0L, 0L, 0L);
      return commands > 0 && (commands & GLOBAL_EXPEDITED) != 0;
    } catch (IllegalCallerException e) {
      return false;
    } catch (Throwable e) {
      throw Syscall.unchecked(e);
    }
  }
}
