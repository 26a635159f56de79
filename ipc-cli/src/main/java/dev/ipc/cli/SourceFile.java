package dev.ipc.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import dev.ipc.IpcException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A Java program in one file, with or without a class around its {@code main}. */
final class SourceFile {
  private static final String EXTENSION = ".java";

  private final Path file;

  SourceFile(Path file) {
    this.file = file;
  }

  static boolean isNamedAsOne(Path file) {
    return file.toString().endsWith(EXTENSION);
  }

  /**
   * Compiles the program against this JVM's class path.
   *
   * @param classes where the class files go
   * @param messages where the compiler's messages go, as javac prints them
   * @return the name of the class to run, or empty if the program cannot be compiled
   */
  Optional<String> compile(Path classes, PrintWriter messages) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IpcException(
          "cannot compile "
              + file
              + ": no compiler in "
              + System.getProperty("java.home")
              + "; use a JDK, not a runtime image");
    }
    List<String> options =
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var sources = files.getJavaFileObjects(file);
      var task = (JavacTask) compiler.getTask(messages, files, null, options, null, sources);
      TypesFound types = new TypesFound();
      task.addTaskListener(types);
      boolean compiled = task.call();
      messages.flush();
      return compiled ? Optional.of(types.mainClass(file)) : Optional.empty();
    }
  }

  /** Listens to the compiler to learn what is in the file. */
  private static final class TypesFound implements TaskListener {
    private String packagePrefix = "";
    private List<String> names = List.of();

    @Override
    public void finished(TaskEvent event) {
      if (event.getKind() == TaskEvent.Kind.PARSE) {
        CompilationUnitTree unit = event.getCompilationUnit();
        packagePrefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        names =
            unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(type -> ((ClassTree) type).getSimpleName().toString())
                .toList();
      }
    }

    /** The class that is called like the file, otherwise the first. */
    String mainClass(Path file) {
      if (names.isEmpty()) {
        throw new IpcException("nothing to run: no class and no main() in " + file);
      }
      String fileName = file.getFileName().toString();
      String baseName = fileName.substring(0, fileName.length() - EXTENSION.length());
      return packagePrefix + (names.contains(baseName) ? baseName : names.getFirst());
    }
  }
}
