package dev.ipc.process;

import java.util.List;
import java.util.Optional;

/**
 * How a child JVM is started. Begin with {@link #DEFAULTS} and change what matters: {@code
 * JvmOptions.DEFAULTS.name("adder")}.
 *
 * @param name the name of the process in messages and thread names; by default one is made up
 * @param flags flags of its JVM, such as {@code -Xmx64m}
 */
public record JvmOptions(Optional<String> name, List<String> flags) {
  /** A name that is made up, and no flags. */
  public static final JvmOptions DEFAULTS = new JvmOptions(Optional.empty(), List.of());

  /** Copies the flags. */
  public JvmOptions {
    flags = List.copyOf(flags);
  }

  /**
   * Changes the name.
   *
   * @param name the name of the process
   * @return new options
   */
  public JvmOptions name(String name) {
    return new JvmOptions(Optional.of(name), flags);
  }

  /**
   * Changes the flags.
   *
   * @param flags flags of the JVM
   * @return new options
   */
  public JvmOptions flags(List<String> flags) {
    return new JvmOptions(name, flags);
  }
}
