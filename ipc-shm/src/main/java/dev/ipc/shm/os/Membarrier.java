package dev.ipc.shm.os;

import dev.ipc.wait.AsymmetricFence;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The membarrier call of the Linux kernel: a full fence in every running thread of all processes
 * that registered for it, on request.
 *
 * <p>Registering may take some milliseconds, and linking the call takes longer: so a thread of its
 * own does it, some time after the JVM began to use shared memory, and only where the JDK prints no
 * warning about it. A JVM that is over before never paid for it.
 */
public final class Membarrier {
  /** The fence of this JVM, see {@link AsymmetricFence}. */
  static final AsymmetricFence FENCE = new AsymmetricFence(Membarrier::everywhere);

  private static final long NUMBER = Syscall.number(324, 283);
  private static final long QUERY = 0;
  private static final long GLOBAL_EXPEDITED = 1 << 1;
  private static final long REGISTER_GLOBAL_EXPEDITED = 1 << 2;

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private Membarrier() {}

  /** The linked call; its initialization does the linking. */
  private static final class Call {
    static final MethodHandle SYSCALL = Syscall.link();

    private Call() {}

    static long make(MethodHandle syscall, long command) {
      try {
        return (long) syscall.invokeExact(NUMBER, command, 0L, 0L, 0L, 0L);
      } catch (Throwable e) {
        throw Syscall.unchecked(e);
      }
    }

    static long make(long command) {
      return make(SYSCALL, command);
    }
  }

  /**
   * Asks the kernel whether it can make other processes fence. Links native code.
   *
   * @return false where it cannot, or where this process may not ask
   */
  public static boolean isOffered() {
    try {
      return FutexParker.works() && (Math.max(0, Call.make(QUERY)) & GLOBAL_EXPEDITED) != 0;
    } catch (LinkageError e) {
      return false;
    }
  }

  /**
   * Begins to take part in the fences, in a thread of its own, unless that began before or native
   * access was not enabled.
   */
  static void takePart() {
    if (Membarrier.class.getModule().isNativeAccessEnabled() && BEGUN.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .daemon()
          .name("ipc-membarrier")
          .start(() -> {
            if (isOffered() && Call.make(REGISTER_GLOBAL_EXPEDITED) == 0) {
              FENCE.share();
            }
          });
    }
  }

  /** Where the kernel refuses, no process took part: each fences for itself. */
  private static boolean everywhere() {
    try {
      return FutexParker.works() && Call.make(GLOBAL_EXPEDITED) == 0;
    } catch (LinkageError e) {
      return false; // too little stack to link
    }
  }
}
