package dev.ipc.process;

import dev.ipc.Action;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;

/**
 * Which children can share an AOT cache: those with the same JDK, the same jars of this library and
 * the same flags, but for flags that make no difference to loaded classes.
 *
 * <p>A cache serves any class path that begins with the one that it was made with. So it is made
 * with the jars of this library alone, which come first on the class path of a child that uses it,
 * and the jars and folders of the app may change as they like.
 *
 * @param jars the jars of this library and of what it needs
 * @param flags the flags that matter
 * @param variables those of the child's environment from which a JVM takes flags, too
 */
record AotKey(List<String> jars, List<String> flags, Map<String, String> variables) {
  private static final List<String> NO_MATTER =
      List.of(
          "-D",
          "-ea",
          "-da",
          "-esa",
          "-dsa",
          "-enable",
          "-disable",
          "-Xmx",
          "-Xms",
          "-Xmn",
          "-Xss",
          "-Xlog",
          "-verbose",
          "-XX:ErrorFile=",
          "-XX:OnError=",
          "-XX:HeapDumpPath=");

  /** With these there is no cache, or the user has one. */
  private static final List<String> EXCLUDING =
      List.of(
          "@",
          "-agent",
          "-javaagent",
          "-Xrun",
          "-Xdebug",
          "-Xshare",
          "-Xbootclasspath",
          "-XX:AOT",
          "-XX:SharedArchive",
          "-XX:+AutoCreate",
          "-XX:ArchiveClasses",
          "-XX:Flags=",
          "--patch-module",
          "--limit-modules",
          "--upgrade-module-path");

  /** One class of each jar that a child needs before its function runs. */
  private static final List<Class<?>> LIBRARY =
      List.of(Action.class, AotKey.class, IdleStrategy.class, Logger.class);

  /** Heaps from here on have wide references, for which another cache is needed. */
  private static final long WIDE_HEAP_BYTES = 30L << 30;

  /**
   * The key of a child.
   *
   * @param flags all its flags
   * @param classPath its class path
   * @param options its heap and environment
   * @return the key, or empty if it cannot use a cache
   */
  static Optional<AotKey> of(List<String> flags, List<String> classPath, JvmOptions options) {
    Map<String, String> variables = FlagVariables.of(options);
    Optional<List<String>> jars = jars(classPath);
    if (jars.isEmpty()
        || options.heapBytes() >= WIDE_HEAP_BYTES
        || Runtime.getRuntime().maxMemory() >= WIDE_HEAP_BYTES
        || excludesCache(flags.stream())
        || excludesCache(FlagVariables.flags(variables))) {
      return Optional.empty();
    }
    return Optional.of(
        new AotKey(
            jars.get(),
            flags.stream().filter(flag -> !startsWithAny(flag, NO_MATTER)).toList(),
            variables));
  }

  /** Whether there is no cache with these flags. */
  static boolean excludesCache(Stream<String> flags) {
    return flags.anyMatch(flag -> startsWithAny(flag, EXCLUDING));
  }

  private static boolean startsWithAny(String flag, List<String> beginnings) {
    for (String beginning : beginnings) {
      if (flag.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The entries of a class path from which this library and what it needs come, if all are jars.
   */
  private static Optional<List<String>> jars(List<String> classPath) {
    Set<String> jars = new LinkedHashSet<>();
    for (Class<?> type : LIBRARY) {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      if (source == null || !"file".equals(source.getLocation().getProtocol())) {
        return Optional.empty();
      }
      File file = new File(source.getLocation().getPath());
      if (!file.isFile() || !classPath.contains(file.getPath())) {
        return Optional.empty();
      }
      jars.add(file.getPath());
    }
    return Optional.of(List.copyOf(jars));
  }

  /** A class path with the jars of this library first. */
  List<String> reordered(List<String> classPath) {
    List<String> reordered = new ArrayList<>(jars);
    classPath.stream().filter(entry -> !jars.contains(entry)).forEach(reordered::add);
    return reordered;
  }

  /** A name for a file; a name that two keys share by chance costs time and nothing else. */
  String fileName() {
    String text =
        Stream.of(
                Stream.of("java.home", "java.vm.version", "java.vm.vendor")
                    .map(System::getProperty),
                variables.entrySet().stream().map(Map.Entry::toString),
                jars.stream().map(AotKey::state),
                flags.stream())
            .flatMap(part -> part)
            .collect(Collectors.joining("\n"));
    long hash = 0xcbf29ce484222325L; // FNV-1a
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ next) * 0x100000001b3L;
    }
    return Long.toHexString(hash);
  }

  private static String state(String jar) {
    try {
      Path path = Path.of(jar);
      return jar + " " + Files.size(path) + " " + Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return jar;
    }
  }
}
