package dev.ipc.log;

import java.lang.System.Logger.Level;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.EventConstants;

/** By what a program logs; each has levels of its own, and rising numbers for them. */
enum Facade {
  /** {@code org.slf4j}, whatever is behind it. */
  SLF4J {
    @Override
    int number(Level level) {
      return switch (level) {
        case ALL, TRACE -> EventConstants.TRACE_INT;
        case DEBUG -> EventConstants.DEBUG_INT;
        case INFO -> EventConstants.INFO_INT;
        case WARNING -> EventConstants.WARN_INT;
        case ERROR -> EventConstants.ERROR_INT;
        case OFF -> Integer.MAX_VALUE;
      };
    }

    @Override
    void log(LogLine line) {
      MDC.put(MDC_PROCESS, line.process());
      MDC.put(MDC_THREAD, line.thread());
      LoggerFactory.getLogger(line.logger())
          .atLevel(org.slf4j.event.Level.intToLevel(line.level()))
          .log(line.labelled());
    }
  },

  /** {@code java.util.logging}, and {@code System.Logger}, which ends there. */
  JUL {
    @Override
    int number(Level level) {
      return julLevel(level).intValue();
    }

    @Override
    void log(LogLine line) {
      LogRecord copy =
          new LogRecord(
              java.util.logging.Level.parse(Integer.toString(line.level())), line.labelled());
      copy.setLoggerName(line.logger());
      copy.setInstant(line.time());
      copy.setSourceClassName(null); // else it would be this one
      java.util.logging.Logger.getLogger(line.logger()).log(copy);
    }
  };

  private static final String MDC_PROCESS = "ipc.process";
  private static final String MDC_THREAD = "ipc.thread";

  /** What a level is here. */
  abstract int number(Level level);

  /** Hands a record to this JVM's logger of its name. */
  abstract void log(LogLine line);

  static java.util.logging.Level julLevel(Level level) {
    return switch (level) {
      case ALL -> java.util.logging.Level.ALL;
      case TRACE -> java.util.logging.Level.FINER;
      case DEBUG -> java.util.logging.Level.FINE;
      case INFO -> java.util.logging.Level.INFO;
      case WARNING -> java.util.logging.Level.WARNING;
      case ERROR -> java.util.logging.Level.SEVERE;
      case OFF -> java.util.logging.Level.OFF;
    };
  }
}
