package dev.ipc.log;

import dev.ipc.Spec;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import dev.ipc.queue.SharedQueue;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.StringWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A log record as it travels. It is never so long that it would not fit the queue.
 *
 * @param facade by what it was logged
 * @param level the number of its level there
 * @param logger the name of its logger
 * @param process whose it is, as its receiver calls it; empty if the sender's own
 * @param thread the name of its thread
 * @param time when it was logged
 * @param text the message, formatted, and below it the exception, if there is one
 */
record LogLine(
    Facade facade,
    int level,
    String logger,
    String process,
    String thread,
    Instant time,
    String text) {
  private static final int MOST_NAME = 500;
  private static final int MOST_TEXT = 16_000;
  private static final long QUEUE_BYTES = 1 << 18;

  /** What it travels in. */
  static final Spec<SharedQueue<LogLine>> QUEUE =
      SharedQueue.of(new LogLineCodec(), QUEUE_BYTES, 0);

  /** A record of this thread. */
  static LogLine of(
      Facade facade,
      int level,
      @Nullable String logger,
      Instant time,
      @Nullable String message,
      @Nullable Throwable thrown) {
    String text = String.valueOf(message);
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      text += "\n" + trace.toString().stripTrailing();
    }
    return new LogLine(
        facade,
        level,
        cut(logger == null ? "" : logger, MOST_NAME),
        "",
        cut(Thread.currentThread().getName(), MOST_NAME),
        time,
        cut(text, MOST_TEXT));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "... (cut)";
  }

  /** The same, as it came from a process that this one knows by that name. */
  LogLine from(String name) {
    return new LogLine(
        facade,
        level,
        logger,
        cut(process.isEmpty() ? name : name + "/" + process, MOST_NAME),
        thread,
        time,
        text);
  }

  String labelled() {
    return "[" + process + "] " + text;
  }

  private static final class LogLineCodec implements Codec<LogLine> {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public void encode(LogLine line, Output out) {
      out.writeBoolean(line.facade == Facade.JUL);
      out.writeInt(line.level);
      out.writeString(line.logger);
      out.writeString(line.process);
      out.writeString(line.thread);
      out.writeLong(line.time.getEpochSecond());
      out.writeInt(line.time.getNano());
      out.writeString(line.text);
    }

    @Override
    public LogLine decode(Input in) {
      return new LogLine(
          in.readBoolean() ? Facade.JUL : Facade.SLF4J,
          in.readInt(),
          in.readString(),
          in.readString(),
          in.readString(),
          Instant.ofEpochSecond(in.readLong(), in.readInt()),
          in.readString());
    }
  }
}
