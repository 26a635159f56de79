package dev.ipc.process;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a child finds its classes. That is this JVM's class path, if the function comes from there.
 * If another class loader brought it, as under {@code mvn exec:java}, it is what that loader has,
 * as far as these are files. What is in no file cannot be found by another JVM: that is refused
 * before one is started.
 */
final class ChildClassPath {
  private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.";
  private static final String JSHELL = "jdk.jshell.execution.";

  private ChildClassPath() {}

  /**
   * The class path of a child.
   *
   * @param options may say it
   * @param subject the function, or the process, that is to run there
   * @return absolute paths
   * @throws IllegalArgumentException if no class path has the class of the function
   */
  static List<String> of(JvmOptions options, Object subject) {
    if (!options.classPath().isEmpty()) {
      return options.classPath().stream().map(path -> path.toAbsolutePath().toString()).toList();
    }
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> type : List.of(home(subject), ChildMain.class)) {
      addLoader(entries, type);
    }
    entries.addAll(absolute(System.getProperty("java.class.path")));
    return List.copyOf(entries);
  }

  /** This JVM's own path of some sort. */
  static List<String> absolute(@Nullable String path) {
    return path == null || path.isEmpty()
        ? List.of()
        : Arrays.stream(path.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList();
  }

  /** The class in a file from which a function comes; that of a lambda is the one around it. */
  static Class<?> home(Object subject) {
    return subject.getClass().getNestHost();
  }

  private static void addLoader(Set<String> entries, Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null || isOfJdk(loader)) {
      return;
    }
    checkLoader(type, loader);
    while (loader instanceof URLClassLoader files) {
      for (URL url : files.getURLs()) {
        if (url.getProtocol().equals("file")) {
          entries.add(Path.of(URI.create(url.toString().replace(" ", "%20"))).toString());
        }
      }
      loader = loader.getParent();
    }
  }

  private static boolean isOfJdk(ClassLoader loader) {
    return loader.equals(ClassLoader.getSystemClassLoader())
        || loader.equals(ClassLoader.getPlatformClassLoader());
  }

  private static void checkLoader(Class<?> type, ClassLoader loader) {
    String kind = loader.getClass().getName();
    if (kind.startsWith(SOURCE_LAUNCHER)) {
      throw refused(
          type,
          "the source launcher (java File.java) keeps it in memory",
          "run it by './ipc run File.java', or compile it first");
    }
    if (kind.startsWith(JSHELL)) {
      throw refused(
          type,
          "JShell keeps it in memory",
          "put functions for other processes into compiled classes on JShell's class path");
    }
    String name = type.getName().replace('.', '/') + ".class";
    URL file = loader.getResource(name);
    if (!(loader instanceof URLClassLoader) && ClassLoader.getSystemResource(name) != null) {
      return; // it looks through the class path, too
    }
    if (!(loader instanceof URLClassLoader) || file == null || !isFile(file)) {
      throw refused(
          type,
          "the class loader " + kind + " has it from elsewhere: " + file,
          "name folders and jars that hold it by JvmOptions.classPath(), or unpack what is a jar in"
              + " a jar");
    }
  }

  /** A class file, or one in a jar that is a file itself. */
  private static boolean isFile(URL url) {
    String text = url.toString();
    return text.startsWith("file:")
        || (text.startsWith("jar:file:") && text.indexOf("!/") == text.lastIndexOf("!/"));
  }

  private static IllegalArgumentException refused(Class<?> type, String why, String cure) {
    return new IllegalArgumentException(
        "cannot send task: no child can find class " + type.getName() + ": " + why + "; " + cure);
  }
}
