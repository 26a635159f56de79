package dev.ipc.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command line of a child JVM: this JVM's {@code java}, class path and module path, and of its
 * flags only those that its classes need to load and run alike. Debug agents, ports, heap sizes and
 * log files are not inherited.
 */
final class JavaCommand {
  private static final List<String> INHERITED_FLAGS =
      List.of(
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--add-reads",
          "--enable-preview",
          "-ea",
          "-enableassertions",
          "-esa",
          "-Dipc.",
          "-Dfile.encoding=",
          "-Dstdout.encoding=",
          "-Dstderr.encoding=");

  private JavaCommand() {}

  static List<String> of(JvmOptions options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inheritedFlags());
    command.addAll(options.flags());
    Module module = main.getModule();
    command.add("--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    addPath(command, "-cp", System.getProperty("java.class.path"));
    if (module.isNamed()) {
      addPath(command, "-p", System.getProperty("jdk.module.path"));
      String appModule = System.getProperty("jdk.module.main");
      if (appModule != null) {
        command.add("--add-modules=" + appModule);
      }
      command.add("-m");
      command.add(module.getName() + "/" + main.getName());
    } else {
      command.add(main.getName());
    }
    command.addAll(arguments);
    return command;
  }

  private static void addPath(List<String> command, String flag, String path) {
    if (path != null && !path.isEmpty()) {
      command.add(flag);
      command.add(
          Arrays.stream(path.split(File.pathSeparator))
              .map(entry -> Path.of(entry).toAbsolutePath().toString())
              .collect(Collectors.joining(File.pathSeparator)));
    }
  }

  /** Flags are read from the process itself: the management beans would cost start-up time. */
  private static List<String> inheritedFlags() {
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    List<String> flags = new ArrayList<>();
    for (int i = 0; i < arguments.length && arguments[i].startsWith("-"); i++) {
      String argument = arguments[i];
      boolean wanted = INHERITED_FLAGS.stream().anyMatch(argument::startsWith);
      boolean takesNext =
          List.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "-m", "-jar")
                  .contains(argument)
              || (argument.startsWith("--add-") && !argument.contains("="));
      if (wanted) {
        flags.add(argument);
        if (takesNext && i + 1 < arguments.length) {
          flags.add(arguments[i + 1]);
        }
      }
      if (takesNext) {
        i++;
      }
    }
    return flags;
  }
}
