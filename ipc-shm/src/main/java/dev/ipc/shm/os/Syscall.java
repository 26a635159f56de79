package dev.ipc.shm.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Locale;

/**
 * How a system call of Linux is reached: by the C function {@code syscall}, its number and five
 * arguments. Each argument is a long, because the kernel takes it from a whole register and looks
 * at the lower half where it wants an int: so one linkage serves every call.
 */
final class Syscall {
  /** How long a {@code struct timespec} is: seconds, then nanoseconds, a long each. */
  static final long TIMESPEC_BYTES = 16;

  private static final long NANOS_OFFSET = 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final FunctionDescriptor FUNCTION =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /** The type of the linked function: number, five arguments, result. */
  static final MethodType TYPE = FUNCTION.toMethodType();

  private Syscall() {}

  /**
   * The number of a call on this machine.
   *
   * @return -1 if this is not Linux on one of the two known architectures
   */
  static long number(long x86, long arm) {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
      return -1;
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> x86;
      case "aarch64" -> arm;
      default -> -1;
    };
  }

  /**
   * Links the function; slow.
   *
   * @throws IllegalCallerException if native access is denied
   */
  @SuppressWarnings("restricted") // what it may do is known: nothing but system calls
  static MethodHandle link(Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().findOrThrow("syscall");
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.firstVariadicArg(1);
    System.arraycopy(options, 0, all, 1, options.length);
    return linker.downcallHandle(address, FUNCTION, all);
  }

  /** Writes nanoseconds as a {@code struct timespec}. */
  static void setTimespec(MemorySegment timespec, long nanos) {
    timespec.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timespec.set(JAVA_LONG, NANOS_OFFSET, nanos % NANOS_PER_SECOND);
  }

  /** Reads a {@code struct timespec} as nanoseconds. */
  static long getTimespec(MemorySegment timespec) {
    return timespec.get(JAVA_LONG, 0) * NANOS_PER_SECOND + timespec.get(JAVA_LONG, NANOS_OFFSET);
  }

  /** Passes on what a linked function threw; none of them throws anything checked. */
  static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }
}
