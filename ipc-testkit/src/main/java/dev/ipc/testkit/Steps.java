package dev.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The named steps of the protocols. In the sources, a comment line of its own marks one:
 *
 * <pre>
 *   // step: lock.recover.taken
 *   block.setInt(DEPTH_OFFSET, 0);
 * </pre>
 *
 * <p>A process that stands at the step has done what is before the marker and nothing of what
 * follows. Production code has no other trace of it. The marker belongs right before a statement,
 * or at the end of a method; one name may mark several places.
 */
public final class Steps {
  private static final Pattern MARKER = Pattern.compile("\\s*// step: (\\S+)\\s*");
  private static final Pattern COMMENT = Pattern.compile("\\s*(//.*)?");
  private static final Pattern LAST = Pattern.compile(".*(;|\\b(else|catch|case|default)\\b).*");

  private final Map<String, List<Step>> places;

  private Steps(Map<String, List<Step>> places) {
    this.places = places;
  }

  private Steps(List<Path> sourceRoots) {
    this(new TreeMap<>());
    for (Path root : sourceRoots) {
      try (Stream<Path> files = Files.walk(root)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(file -> scan(root, file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the sources of the steps in " + root, e);
      }
    }
  }

  /**
   * Scans the main sources of all modules of this project, from wherever in it the tests run.
   *
   * @return the steps
   */
  public static Steps ofProject() {
    return OfProject.STEPS;
  }

  /**
   * Scans some sources.
   *
   * @param sourceRoots the folders that packages start in
   * @return the steps
   */
  public static Steps in(Path... sourceRoots) {
    return new Steps(List.of(sourceRoots));
  }

  /**
   * These steps and one more, where a method of a library begins.
   *
   * @param name how it is called from now on
   * @param type the class of the method
   * @param method its name; of several, all count
   * @return new steps
   */
  public Steps with(String name, Class<?> type, String method) {
    List<Step> methods = new ArrayList<>();
    for (int line : LineNumbers.ofMethods(type, method)) {
      methods.add(new Step(name, type.getName(), Path.of(type.getSimpleName()), line, line));
    }
    Steps more = new Steps(new TreeMap<>(places));
    more.places.put(name, methods);
    return more;
  }

  /**
   * The names of all steps of this project, so that a test can check that none is left out.
   *
   * @return the names, sorted
   */
  public static Set<String> all() {
    return ofProject().names();
  }

  /**
   * The names found.
   *
   * @return the names, sorted
   */
  public Set<String> names() {
    return new TreeSet<>(places.keySet());
  }

  /**
   * Where a step is.
   *
   * @param name its name
   * @return its places, one or more
   * @throws IllegalArgumentException if there is no such step
   */
  public List<Step> places(String name) {
    List<Step> found = places.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no step " + name + " in the sources; there are " + names());
    }
    return found;
  }

  private void scan(Path root, Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < lines.size(); i++) {
      Matcher marker = MARKER.matcher(lines.get(i));
      if (marker.lookingAt()) {
        if (!marker.matches()) {
          throw new IllegalStateException(
              file + ":" + (i + 1) + ": a step's marker is followed by more text: " + lines.get(i));
        }
        Step step = step(marker.group(1), root.relativize(file), file, lines, i + 1);
        places.computeIfAbsent(step.name(), name -> new ArrayList<>()).add(step);
      }
    }
  }

  private static Step step(String name, Path inRoot, Path file, List<String> lines, int from) {
    int first = from;
    while (first < lines.size() && COMMENT.matcher(lines.get(first)).matches()) {
      first++;
    }
    int last = first;
    while (last < lines.size() && !LAST.matcher(lines.get(last)).matches()) {
      last++;
    }
    String path = inRoot.toString();
    String className =
        path.substring(0, path.length() - ".java".length())
            .replace(inRoot.getFileSystem().getSeparator(), ".");
    return new Step(name, className, file, first + 1, last + 1);
  }

  /** Found once per JVM. */
  private static final class OfProject {
    static final Steps STEPS = new Steps(sourceRoots());

    private static List<Path> sourceRoots() {
      Path root = projectRoot();
      try (Stream<Path> modules = Files.list(root)) {
        return modules
            .map(module -> module.resolve(Path.of("src", "main", "java")))
            .filter(Files::isDirectory)
            .sorted()
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the modules in " + root, e);
      }
    }

    /** From the working folder up to a pom.xml, and on for as long as there are more. */
    private static Path projectRoot() {
      Path start = Path.of("").toAbsolutePath();
      Path found = null;
      for (Path folder = start; folder != null; folder = folder.getParent()) {
        if (Files.exists(folder.resolve("pom.xml"))) {
          found = folder;
        } else if (found != null) {
          return found;
        }
      }
      if (found == null) {
        throw new IllegalStateException(
            "no sources of the steps: no pom.xml in "
                + start
                + " or above; run the tests in the"
                + " folder of the project or of a module");
      }
      return found;
    }
  }
}
