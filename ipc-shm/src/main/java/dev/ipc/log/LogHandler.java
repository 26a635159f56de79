package dev.ipc.log;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends what is logged by {@code java.util.logging}, and by {@code System.Logger}. */
final class LogHandler extends Handler {
  private final LogSender sender;
  private final Formatter messages = new SimpleFormatter();

  private LogHandler(LogSender sender) {
    this.sender = sender;
  }

  /** Takes the place of all handlers of the root logger. */
  static void install(LogSender sender, Level level) {
    Handler handler = new LogHandler(sender);
    handler.setLevel(level);
    Logger root = Logger.getLogger("");
    for (Handler other : root.getHandlers()) {
      root.removeHandler(other);
    }
    root.setLevel(level);
    root.addHandler(handler);
  }

  @Override
  public void publish(LogRecord logged) {
    if (isLoggable(logged)) {
      sender.send(
          LogLine.of(
              Facade.JUL,
              logged.getLevel().intValue(),
              logged.getLoggerName(),
              logged.getInstant(),
              messages.formatMessage(logged),
              logged.getThrown()));
    }
  }

  /** Nothing is kept back. */
  @Override
  public void flush() {}

  @Override
  public void close() {}
}
