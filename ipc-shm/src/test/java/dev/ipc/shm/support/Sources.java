package dev.ipc.shm.support;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Programs that a test writes and compiles, as an application would. */
public final class Sources {
  private final Path folder;

  /**
   * Begins with no file.
   *
   * @param folder where the files go
   */
  public Sources(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds a file.
   *
   * @param path its path in the folder, such as {@code app/App.java}
   * @param text what is in it
   * @return this
   * @throws IOException if it cannot be written
   */
  public Sources with(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /**
   * Compiles all files.
   *
   * @param classes where the classes go
   * @param options of javac
   * @return the folder of the classes
   * @throws IOException if they cannot be written
   */
  public Path compile(Path classes, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-proc:none", "-g", "-d", classes.toString()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.walk(folder)) {
      List<Path> sources = all.filter(path -> path.toString().endsWith(".java")).toList();
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  arguments,
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new AssertionError("not compiled:\n" + messages);
      }
    }
    return classes;
  }
}
