package dev.ipc.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the standard and error output of a child go. The last lines of a file, or of error output
 * that comes through this JVM, are in the child's {@link Ending}.
 */
public abstract sealed class Output {
  private static final Output INHERITED = new Direct(Redirect.INHERIT);
  private static final Output DISCARDED = new Direct(Redirect.DISCARD);
  private static final Output PREFIXED = new Tapped(Output::print);

  private Output() {}

  /**
   * Where this JVM's own goes. The child writes there itself: nothing is copied, and a line may
   * come in the middle of another's.
   *
   * @return the default
   */
  public static Output inherited() {
    return INHERITED;
  }

  /**
   * Nowhere.
   *
   * @return output that is lost
   */
  public static Output discarded() {
    return DISCARDED;
  }

  /**
   * To the end of a file, both outputs. The child writes there itself; several children may have
   * the same file.
   *
   * @param file the file, which is made if need be
   * @return output in that file
   */
  public static Output toFile(Path file) {
    return new Direct(Redirect.appendTo(file.toAbsolutePath().toFile()));
  }

  /**
   * Where this JVM's own goes, line by line, with the name of the process in front: {@code [adder]
   * ready}.
   *
   * @return output with names
   */
  public static Output prefixed() {
    return PREFIXED;
  }

  /**
   * To this program, line by line.
   *
   * @param consumer is told each line, in the order of the output it came from, by one thread at a
   *     time for each child. While it takes its time the child may have to wait. What it throws
   *     goes to the logger {@code dev.ipc}, and the next line is told as if nothing had happened
   * @return output for the consumer
   */
  public static Output lines(Consumer<Line> consumer) {
    return new Tapped(consumer);
  }

  /**
   * What a child wrote.
   *
   * @param process the name of the child
   * @param error whether it wrote to its error output
   * @param text the line, without its end
   */
  public record Line(String process, boolean error, String text) {}

  /** Prepares a child for this output. */
  abstract void connect(ProcessBuilder builder);

  /** Whether what the child prints is for this JVM to read. */
  abstract boolean isTapped();

  /** Begins to read what a child prints, if that is needed. */
  abstract Tail follow(Process process, String name);

  /** What is known of the end of a child's error output. */
  @FunctionalInterface
  interface Tail {
    /** How many lines are kept. */
    int LINES = 40;

    /** The last lines, when the child has ended. */
    List<String> lines();
  }

  /** One write each, to the descriptors that children inherit. */
  private static void print(Line line) {
    byte[] bytes =
        ("[" + line.process() + "] " + line.text() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      (line.error() ? Descriptors.ERR : Descriptors.OUT).write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot print what " + line.process() + " wrote", e);
    }
  }

  private static final class Descriptors {
    static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);
    static final OutputStream ERR = new FileOutputStream(FileDescriptor.err);
  }

  /** The child writes there itself. */
  private static final class Direct extends Output {
    private final Redirect to;

    Direct(Redirect to) {
      this.to = to;
    }

    @Override
    void connect(ProcessBuilder builder) {
      builder.redirectOutput(to).redirectError(to);
    }

    @Override
    boolean isTapped() {
      return false;
    }

    @Override
    Tail follow(Process process, String name) {
      return to.type() == Redirect.Type.APPEND
          ? () -> ErrorFiles.lastLines(to.file().toPath(), Tail.LINES)
          : List::of;
    }

    @Override
    public String toString() {
      return "Output[" + to + "]";
    }
  }

  /** The child writes to this JVM. */
  private static final class Tapped extends Output {
    private final Consumer<Line> consumer;

    Tapped(Consumer<Line> consumer) {
      this.consumer = consumer;
    }

    @Override
    void connect(ProcessBuilder builder) {
      builder.redirectOutput(Redirect.PIPE).redirectError(Redirect.PIPE);
    }

    @Override
    boolean isTapped() {
      return true;
    }

    @Override
    Tail follow(Process process, String name) {
      return Pump.start(process, name, consumer);
    }

    @Override
    public String toString() {
      return "Output[" + consumer + "]";
    }
  }
}
