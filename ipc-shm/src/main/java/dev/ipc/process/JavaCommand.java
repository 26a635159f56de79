package dev.ipc.process;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
          "-Dfile.encoding=",
          "-Dstdout.encoding=",
          "-Dstderr.encoding=");

  /** Say where classes are, and which runs. */
  private static final List<String> PATHS =
      List.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "-m", "--module", "-jar");

  private static final List<String> TAKES_NEXT =
      List.of(
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--add-reads",
          "--enable-native-access",
          "--limit-modules",
          "--patch-module",
          "--upgrade-module-path");

  private JavaCommand() {}

  /** The program that runs JVMs like this one. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static List<String> of(JvmOptions options, List<String> path, List<String> arguments) {
    Class<?> main = ChildMain.class;
    Module module = main.getModule();
    List<String> flags = flags(options);
    flags.add("--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    List<String> classPath = path;
    List<String> command = new ArrayList<>(List.of(java()));
    if (!module.isNamed() && AotCache.isWanted(flags)) {
      Optional<AotKey> key = AotKey.of(flags, classPath, options);
      Optional<Path> cache = key.flatMap(AotCache::find);
      if (cache.isPresent()) {
        command.addAll(AotCache.flags(cache.get()));
        classPath = key.get().reordered(classPath);
      }
    }
    command.addAll(flags);
    addPath(command, "-cp", classPath);
    if (module.isNamed()) {
      addPath(command, "-p", ChildClassPath.absolute(System.getProperty("jdk.module.path")));
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

  private static List<String> flags(JvmOptions options) {
    List<String> flags = LibraryFlags.ofClassPath();
    flags.addAll(ErrorFiles.flags());
    flags.addAll(inheritedFlags());
    if (options.heapBytes() > 0) {
      flags.add("-Xmx" + options.heapBytes());
    }
    flags.addAll(options.flags());
    if (options.output().isTapped()) {
      flags.add("-Dstdout.encoding=" + Pump.CHARSET);
      flags.add("-Dstderr.encoding=" + Pump.CHARSET);
    }
    return flags;
  }

  /** Whether a word of a command line says where classes are or which runs, and is no flag. */
  static boolean isPath(String word) {
    return PATHS.contains(word) || PATHS.stream().anyMatch(path -> word.startsWith(path + "="));
  }

  /** Whether a flag has its value in the next word. */
  static boolean takesNext(String flag) {
    return TAKES_NEXT.contains(flag) || PATHS.contains(flag);
  }

  private static void addPath(List<String> command, String flag, List<String> path) {
    if (!path.isEmpty()) {
      command.add(flag);
      command.add(String.join(File.pathSeparator, path));
    }
  }

  private static List<String> inheritedFlags() {
    List<String> flags = new ArrayList<>();
    System.getProperties()
        .forEach((key, value) -> {
          if (key.toString().startsWith("ipc.")) {
            flags.add("-D" + key + "=" + value);
          }
        });
    List<String> arguments = arguments();
    for (int i = 0; i < arguments.size() && arguments.get(i).startsWith("-"); i++) {
      String argument = arguments.get(i);
      boolean takesNext = takesNext(argument);
      if (INHERITED_FLAGS.stream().anyMatch(argument::startsWith)) {
        flags.add(argument);
        if (takesNext && i + 1 < arguments.size()) {
          flags.add(arguments.get(i + 1));
        }
      }
      i += takesNext ? 1 : 0;
    }
    return flags;
  }

  /**
   * The flags of this JVM, perhaps with what follows them. They are read from the process itself
   * where that tells all, because the management beans cost start-up time.
   */
  private static List<String> arguments() {
    try {
      String line = Files.readString(Path.of("/proc/self/cmdline"));
      List<String> words = List.of(line.split("\0", -1));
      List<String> arguments = words.subList(1, words.size());
      if (arguments.stream().noneMatch(argument -> argument.startsWith("@"))) {
        return arguments;
      }
    } catch (IOException e) {
      // Not Linux: the management bean knows.
    }
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }
}
