package dev.ipc.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where documents and sources are. */
final class Project {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  static final Path DOCS = ROOT.resolve("docs");

  private Project() {}

  /** The Markdown files that users read, those of the root first. */
  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path folder : List.of(ROOT, DOCS)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }

  /** The folders of main sources, one per module. */
  static List<Path> sourceFolders() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  /** All main sources. */
  static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path folder : sourceFolders()) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  /** The source of a class. */
  static String source(String className) throws IOException {
    String path = className.replace('.', '/') + ".java";
    for (Path folder : sourceFolders()) {
      if (Files.exists(folder.resolve(path))) {
        return Files.readString(folder.resolve(path));
      }
    }
    throw new IllegalArgumentException("no source of " + className);
  }
}
