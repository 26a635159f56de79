package dev.ipc.testkit;

import java.nio.file.Path;

/**
 * A marked place in the sources.
 *
 * @param name what the marker calls it
 * @param className the top-level class of the source file
 * @param file the source file
 * @param line the first line after the marker that is neither blank nor a comment
 * @param lastLine where the code at {@code line} begins at the latest: the first line from there on
 *     that ends a statement
 */
public record Step(String name, String className, Path file, int line, int lastLine) {
  @Override
  public String toString() {
    return name + " (" + file.getFileName() + ":" + line + ")";
  }
}
