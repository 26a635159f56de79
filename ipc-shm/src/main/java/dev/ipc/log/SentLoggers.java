package dev.ipc.log;

import java.io.Serial;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** SLF4J's loggers in a child that sends what it logs. */
final class SentLoggers implements ILoggerFactory {
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, SentLogger::new);
  }

  private static final class SentLogger extends LegacyAbstractLogger {
    @Serial private static final long serialVersionUID = 1L;

    SentLogger(String name) {
      this.name = name;
    }

    private static boolean isEnabled(Level level) {
      LogSender sender = LogSender.current();
      return sender != null && sender.sends(Facade.SLF4J, level.toInt());
    }

    @Override
    public boolean isTraceEnabled() {
      return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return isEnabled(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        @Nullable Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      LogSender sender = LogSender.current();
      if (sender != null) {
        sender.send(
            LogLine.of(
                Facade.SLF4J,
                level.toInt(),
                name,
                Instant.now(),
                MessageFormatter.basicArrayFormat(message, arguments),
                thrown));
      }
    }
  }
}
