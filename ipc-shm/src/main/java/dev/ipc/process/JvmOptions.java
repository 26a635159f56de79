package dev.ipc.process;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a child JVM is started. Begin with {@link #DEFAULTS} and change what matters: {@code
 * JvmOptions.DEFAULTS.name("adder").heap("64m")}.
 *
 * @param name the name of the process in messages and thread names; by default one is made up
 * @param flags flags of its JVM, such as {@code -XX:+UseSerialGC}, after those that it has from
 *     this JVM
 * @param heapBytes the largest size of its heap, in bytes; 0 leaves it to the JVM, which takes a
 *     quarter of the machine's memory
 * @param env environment variables, beside those of this JVM
 * @param folder its working folder; by default that of this JVM
 * @param classPath folders and jars, instead of the class path of this JVM; empty for that
 * @param output where its standard and error output go
 * @param daemon whether it ends with this JVM's program. This JVM waits for its other children
 *     before it ends by itself; daemon children are terminated then, and all are by {@code
 *     System.exit}
 * @param logging the lowest level of log records that it sends to the loggers of this JVM; empty if
 *     it logs by itself, as this JVM's configuration says
 */
public record JvmOptions(
    Optional<String> name,
    List<String> flags,
    long heapBytes,
    Map<String, String> env,
    Optional<Path> folder,
    List<Path> classPath,
    Output output,
    boolean daemon,
    Optional<Level> logging) {
  /** Less than this, no JVM takes. */
  private static final long MIN_HEAP_BYTES = 2 << 20;

  /**
   * A name that is made up, no flags, this JVM's heap size, environment, folder, class path and
   * output, logs of its own. The children of a daemon are daemons, the children of others are not.
   */
  public static final JvmOptions DEFAULTS =
      new JvmOptions(
          Optional.empty(),
          List.of(),
          0,
          Map.of(),
          Optional.empty(),
          List.of(),
          Output.inherited(),
          Ancestry.self().daemon(),
          Optional.empty());

  /**
   * Checks and copies the values.
   *
   * @throws IllegalArgumentException if one of them cannot be
   */
  public JvmOptions {
    flags = List.copyOf(flags);
    env = Map.copyOf(env);
    classPath = List.copyOf(classPath);
    name.ifPresent(JvmOptions::checkName);
    checkFlags(flags);
    if (heapBytes != 0 && heapBytes < MIN_HEAP_BYTES) {
      throw new IllegalArgumentException(
          "heap is too small for a JVM: bytes="
              + heapBytes
              + ", least="
              + MIN_HEAP_BYTES
              + "; give more, such as heap(\"64m\")");
    }
    env.keySet().forEach(JvmOptions::checkVariable);
  }

  private static void checkName(String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "not a name for a process: '" + name + "'; use one line of visible text");
    }
  }

  private static void checkFlags(List<String> flags) {
    boolean taken = false;
    for (String flag : flags) {
      if (JavaCommand.isPath(flag)) {
        throw new IllegalArgumentException(
            "flag says what to run, which the child is told anyway: "
                + flag
                + "; for another class path, use classPath()");
      }
      if (!taken && !flag.startsWith("-") && !flag.startsWith("@")) {
        throw new IllegalArgumentException(
            "not a flag of a JVM: '" + flag + "'; flags begin with '-', such as -Xss4m");
      }
      taken = !taken && JavaCommand.takesNext(flag);
    }
  }

  private static void checkVariable(String variable) {
    if (variable.isEmpty() || variable.contains("=") || variable.contains("\0")) {
      throw new IllegalArgumentException(
          "not a name of an environment variable: '" + variable + "'; leave out '='");
    }
  }

  /**
   * Changes the name.
   *
   * @param name the name of the process
   * @return new options
   */
  public JvmOptions name(String name) {
    return new JvmOptions(
        Optional.of(name), flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /**
   * Changes the flags.
   *
   * @param flags flags of the JVM
   * @return new options
   */
  public JvmOptions flags(List<String> flags) {
    return new JvmOptions(name, flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /**
   * Changes the flags.
   *
   * @param flags flags of the JVM
   * @return new options
   */
  public JvmOptions flags(String... flags) {
    return flags(List.of(flags));
  }

  /**
   * Changes the largest size of the heap.
   *
   * @param size as JVMs take it: a number of bytes, or one that ends in {@code k}, {@code m} or
   *     {@code g}, such as {@code "64m"}
   * @return new options
   * @throws IllegalArgumentException if it reads otherwise
   */
  public JvmOptions heap(String size) {
    return heapBytes(bytes(size));
  }

  /**
   * Changes the largest size of the heap.
   *
   * @param heapBytes its size in bytes, or 0 to leave it to the JVM
   * @return new options
   */
  public JvmOptions heapBytes(long heapBytes) {
    return new JvmOptions(name, flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /** The bytes in a size such as {@code 64m}. */
  static long bytes(String size) {
    int shift =
        switch (size.isEmpty() ? ' ' : Character.toLowerCase(size.charAt(size.length() - 1))) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    try {
      long number = Long.parseLong(shift == 0 ? size : size.substring(0, size.length() - 1));
      return Math.multiplyExact(number, 1L << shift);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "not a size of memory: '" + size + "'; write it like 64m or 2g", e);
    }
  }

  /**
   * Adds an environment variable.
   *
   * @param variable its name
   * @param value its value
   * @return new options
   */
  public JvmOptions env(String variable, String value) {
    Map<String, String> more = new HashMap<>(env);
    more.put(variable, value);
    return env(more);
  }

  /**
   * Changes the environment variables.
   *
   * @param env variables beside those of this JVM
   * @return new options
   */
  public JvmOptions env(Map<String, String> env) {
    return new JvmOptions(name, flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /**
   * Changes the working folder.
   *
   * @param folder an existing folder
   * @return new options
   */
  public JvmOptions folder(Path folder) {
    return new JvmOptions(
        name, flags, heapBytes, env, Optional.of(folder), classPath, output, daemon, logging);
  }

  /**
   * Changes the class path.
   *
   * @param classPath folders and jars; this library has to be among them
   * @return new options
   */
  public JvmOptions classPath(List<Path> classPath) {
    return new JvmOptions(name, flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /**
   * Changes where the output goes.
   *
   * @param output such as {@code Output.prefixed()}
   * @return new options
   */
  public JvmOptions output(Output output) {
    return new JvmOptions(name, flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /**
   * Changes whether the child ends with this JVM's program.
   *
   * @param daemon true if this JVM need not wait for it
   * @return new options
   */
  public JvmOptions daemon(boolean daemon) {
    return new JvmOptions(name, flags, heapBytes, env, folder, classPath, output, daemon, logging);
  }

  /**
   * Has the child log to this JVM: what it logs by SLF4J, {@code java.util.logging} or {@code
   * System.Logger} goes to this JVM's logger of the same name, with the same level, and the name of
   * the process in front. What it logged before its death arrives, and has arrived when its end is
   * told. It never waits for this JVM: if that does not keep up, it drops records and says how
   * many.
   *
   * @param level the lowest that is sent; this JVM's loggers may be stricter
   * @return new options
   */
  public JvmOptions logging(Level level) {
    return new JvmOptions(
        name, flags, heapBytes, env, folder, classPath, output, daemon, Optional.of(level));
  }
}
