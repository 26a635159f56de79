package dev.ipc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.LineNumber;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where methods begin of which there is no source, as their class files say. */
final class LineNumbers {
  private LineNumbers() {}

  /** The first lines of all methods of a name. */
  static List<Integer> ofMethods(Class<?> type, String method) {
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream bytes = Objects.requireNonNull(type.getResourceAsStream(file), file)) {
      List<Integer> lines =
          ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
              .filter(each -> each.methodName().equalsString(method))
              .flatMap(each -> each.code().stream())
              .map(code -> code.elementStream().flatMap(LineNumbers::line).findFirst())
              .flatMap(Optional::stream)
              .toList();
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("no lines of a method " + method + " in " + type);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Integer> line(CodeElement element) {
    return element instanceof LineNumber number ? Stream.of(number.line()) : Stream.empty();
  }
}
