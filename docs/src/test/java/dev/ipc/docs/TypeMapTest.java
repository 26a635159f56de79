package dev.ipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first page of the javadoc site names each type that applications use, and no other. */
final class TypeMapTest {
  private static final List<String> MODULES = List.of("ipc-core", "ipc-shm", "ipc-journal");
  private static final Pattern LINK = Pattern.compile("\\{@link\\s+([\\w.]+)}");
  private static final Pattern EXPORTED_TO_ALL = Pattern.compile("exports ([\\w.]+);");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^(?:  )?public (?:(?:static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|interface|record|enum|@interface) (\\w+)");
  private static final Pattern LEFT_OUT =
      Pattern.compile("<excludePackageNames>([^<]*)</excludePackageNames>");

  @Test
  void shouldNameEachExportedTypeWhenTheMapIsRead() throws IOException {
    Set<String> types = new TreeSet<>();
    for (String module : MODULES) {
      for (String name : exported(module)) {
        types.addAll(types(module, name));
      }
    }
    List<String> named =
        LINK.matcher(Files.readString(Project.DOCS.resolve("overview.html")))
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(named)
        .as("the types in docs/overview.html are those that the modules export")
        .containsExactlyInAnyOrderElementsOf(types);
  }

  @Test
  void shouldLeaveOutEachOtherPackageWhenTheSiteIsMade() throws IOException {
    String pom = Files.readString(Project.ROOT.resolve("pom.xml"));
    List<Pattern> leftOut =
        LEFT_OUT
            .matcher(pom)
            .results()
            .flatMap(list -> Stream.of(list.group(1).split(":", -1)))
            .map(name -> Pattern.compile(name.replace(".", "\\.").replace("\\.*", "\\..*")))
            .toList();
    Set<String> shown = new TreeSet<>();
    Set<String> exported = new TreeSet<>();
    for (String module : MODULES) {
      exported.addAll(exported(module));
      packages(module).stream()
          .filter(name -> leftOut.stream().noneMatch(out -> out.matcher(name).matches()))
          .forEach(shown::add);
    }
    assertThat(shown)
        .as("the packages that excludePackageNames of the profile api leaves over")
        .isEqualTo(exported);
  }

  private static Path sources(String module) {
    return Project.ROOT.resolve(module).resolve("src/main/java");
  }

  private static List<String> exported(String module) throws IOException {
    String descriptor = Files.readString(sources(module).resolve("module-info.java"));
    return EXPORTED_TO_ALL.matcher(descriptor).results().map(name -> name.group(1)).toList();
  }

  private static List<String> packages(String module) throws IOException {
    Path sources = sources(module);
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
          .toList();
    }
  }

  /** The public types of a package; a nested one with the name of the class around it. */
  private static List<String> types(String module, String packageName) throws IOException {
    List<String> types = new ArrayList<>();
    Path folder = sources(module).resolve(packageName.replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String outer = file.getFileName().toString().replace(".java", "");
        for (MatchResult type : PUBLIC_TYPE.matcher(Files.readString(file)).results().toList()) {
          String name = type.group(1);
          types.add(packageName + "." + (name.equals(outer) ? name : outer + "." + name));
        }
      }
    }
    return types;
  }
}
