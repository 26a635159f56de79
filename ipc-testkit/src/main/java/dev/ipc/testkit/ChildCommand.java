package dev.ipc.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How a child JVM is started: with this JVM's {@code java}, class path and {@code ipc.*}
 * properties.
 *
 * @param main its main class; by convention the name ends in {@code Child}
 * @param arguments for {@code main}
 * @param flags for the JVM, before the class name
 * @param launcher a command that ends by executing the rest of its line, which is the child; empty
 *     for none
 */
public record ChildCommand(
    Class<?> main, List<String> arguments, List<String> flags, List<String> launcher) {
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** Options from the environment would reach the child behind the test's back. */
  private static final List<String> UNWANTED_ENVIRONMENT =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Copies the lists. */
  public ChildCommand {
    arguments = List.copyOf(arguments);
    flags = List.copyOf(flags);
    launcher = List.copyOf(launcher);
  }

  /**
   * A child with native access.
   *
   * @param main its main class
   * @param arguments for {@code main}; text is taken from {@code toString}
   * @return the command
   */
  public static ChildCommand of(Class<?> main, Object... arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(argument.toString());
    }
    return new ChildCommand(main, texts, List.of(NATIVE_ACCESS, "-XX:+UseSerialGC"), List.of());
  }

  /**
   * The same with more JVM flags, which win over earlier ones.
   *
   * @param more the flags
   * @return a new command
   */
  public ChildCommand withFlags(String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return new ChildCommand(main, arguments, all, launcher);
  }

  /**
   * The same without native access, as for an application that sets no flag.
   *
   * @return a new command
   */
  public ChildCommand withoutNativeAccess() {
    List<String> others = new ArrayList<>(flags);
    others.remove(NATIVE_ACCESS);
    return new ChildCommand(main, arguments, others, launcher);
  }

  /**
   * The same, started by a command that first changes the surroundings, such as {@code sh -c
   * 'ulimit -n 99 && exec "$@"' sh}. It becomes the child, so that there is one process.
   *
   * @param command its words
   * @return a new command
   */
  public ChildCommand through(List<String> command) {
    return new ChildCommand(main, arguments, flags, command);
  }

  /**
   * Starts it.
   *
   * @return the running child
   */
  public ChildJvm start() {
    return new ChildJvm(this, launch());
  }

  /**
   * Starts it under a debugger, so that it can be stopped at steps of the protocols.
   *
   * @param armed names of steps to stop at, once each; more with {@link SteppedChild#arm}
   * @return the running child
   */
  public SteppedChild startStepped(String... armed) {
    return startStepped(Steps.ofProject(), armed);
  }

  /**
   * Starts it under a debugger, so that it can be stopped at some steps.
   *
   * @param steps those there are
   * @param armed names of steps to stop at, once each; more with {@link SteppedChild#arm}
   * @return the running child
   */
  public SteppedChild startStepped(Steps steps, String... armed) {
    return SteppedChild.launch(this, steps, armed);
  }

  Process launch() {
    List<String> line = new ArrayList<>(launcher);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (var property : new TreeMap<>(System.getProperties()).entrySet()) {
      if (property.getKey().toString().startsWith("ipc.")) {
        line.add("-D" + property.getKey() + "=" + property.getValue());
      }
    }
    line.addAll(flags);
    line.addAll(List.of("-cp", classPath(), main.getName()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeAll(UNWANTED_ENVIRONMENT);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("child not started: " + String.join(" ", line), e);
    }
  }

  /** Surefire may start its JVM from a jar that has the real class path in its manifest only. */
  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> absolute = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      absolute.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, absolute);
  }

  @Override
  public String toString() {
    return main.getSimpleName() + arguments;
  }
}
