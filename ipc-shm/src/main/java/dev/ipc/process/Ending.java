package dev.ipc.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a child ended. As text: {@code killed by SIGKILL (137)}, {@code ended with exit code 3},
 * {@code crashed (SIGSEGV); details in ...}, {@code out of memory: Java heap space}.
 *
 * <p>The operating system gives 137 for a child that was killed, and Java the same for one that
 * called {@code System.exit(137)}. They are told apart by what the child itself said: a JVM that
 * ends in order says so to its family before it is gone. SIGTERM, SIGINT and SIGHUP end a JVM in
 * order, so 143, 130 and 129 always count as these signals; and a child that ends by {@code
 * Runtime.halt(137)} says nothing, and counts as killed.
 *
 * @param pid the operating system's number of the child
 * @param exitCode its exit code, which is 128 plus the number of the signal if one ended it
 * @param signal the name of the signal that ended it
 * @param errorFile the JVM's own report of its crash
 * @param lastLines at most 40 lines: the end of its error output if that came through this JVM, or
 *     of the file that it went to; otherwise the trace of the exception that ended it, or none
 */
public record Ending(
    long pid,
    int exitCode,
    Optional<String> signal,
    Optional<Path> errorFile,
    List<String> lastLines) {
  private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError";

  /** Copies the lines. */
  public Ending {
    lastLines = List.copyOf(lastLines);
  }

  @Override
  public String toString() {
    return moreThanCode()
        .orElseGet(() ->
            signal
                .map(name -> "killed by " + name + " (" + exitCode + ")")
                .orElse("ended with exit code " + exitCode));
  }

  /** What is known beside the exit code: that there was no memory, or that it crashed. */
  Optional<String> moreThanCode() {
    String details = errorFile.map(file -> "; details in " + file).orElse("");
    Optional<String> memory = outOfMemory().map(what -> "out of memory: " + what);
    Optional<String> crash =
        errorFile.map(_ -> "crashed" + signal.map(name -> " (" + name + ")").orElse(""));
    return memory.or(() -> crash).map(what -> what + details);
  }

  /** What there was no room for, in the JVM's words. */
  private Optional<String> outOfMemory() {
    return exitCode == 0
        ? Optional.empty()
        : lastLines.stream()
            .filter(line -> line.contains(OUT_OF_MEMORY))
            .findFirst()
            .map(line -> line.substring(line.indexOf(OUT_OF_MEMORY) + OUT_OF_MEMORY.length()))
            .map(rest -> rest.startsWith(": ") ? rest.substring(2) : "no reason given");
  }
}
