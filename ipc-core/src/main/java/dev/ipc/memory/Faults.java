package dev.ipc.memory;

/** Turns what the JDK throws for memory that is gone into the exception that users know. */
@FunctionalInterface
public interface Faults {
  /** For memory that never goes away, such as the heap: passes everything on. */
  Faults NONE =
      fault -> {
        if (fault instanceof Error error) {
          throw error;
        }
        return (RuntimeException) fault;
      };

  /**
   * Names the situation behind a failed access.
   *
   * @param fault {@link IllegalStateException} if the memory was unmapped, {@link InternalError} if
   *     its file lost the page
   * @return the exception to throw
   */
  RuntimeException translate(Throwable fault);
}
