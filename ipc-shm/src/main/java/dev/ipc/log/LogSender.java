package dev.ipc.log;

import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.region.Session;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends what this JVM logs to its parent. What the parent does not take in time is dropped and
 * counted: to log never waits for another process.
 */
public final class LogSender {
  private static final String PROVIDER = "slf4j.provider";
  private static final String VERBOSITY = "slf4j.internal.verbosity";
  private static final Duration LAST_WAIT = Duration.ofSeconds(1);

  private static volatile @Nullable LogSender current;

  private final SharedQueue<LogLine> queue;
  private final Level threshold;
  private final ReentrantLock sending = new ReentrantLock();

  /** How many were dropped that the parent does not know of; guarded by the lock. */
  private long dropped;

  private Facade lastDropped = Facade.SLF4J;

  private LogSender(SharedQueue<LogLine> queue, Level threshold) {
    this.queue = queue;
    this.threshold = threshold;
  }

  /**
   * Has all be sent that is logged in this JVM from now on. To be called before anything is logged:
   * SLF4J finds its provider once.
   *
   * @param session the family
   * @param file of the relay, there
   * @param threshold what is below is not sent
   */
  public static void install(Session session, String file, Level threshold) {
    LogSender sender = new LogSender(session.open(session, file, LogLine.QUEUE), threshold);
    current = sender;
    if (System.getProperty(PROVIDER) == null) {
      System.setProperty(PROVIDER, LogProvider.class.getName());
      if (System.getProperty(VERBOSITY) == null) {
        System.setProperty(VERBOSITY, "WARN"); // else it prints that there is such a property
      }
    }
    LogHandler.install(sender, Facade.julLevel(threshold));
    Runtime.getRuntime().addShutdownHook(new Thread(sender::end, "ipc-log-end"));
  }

  /** Who sends what this JVM logs, or null if it keeps that to itself. */
  static @Nullable LogSender current() {
    return current;
  }

  boolean sends(Facade facade, int level) {
    return level >= facade.number(threshold);
  }

  /** Never throws, and waits for threads of this JVM only. */
  void send(LogLine line) {
    sending.lock();
    try {
      // A queue may tell something itself, while it is at work.
      boolean sent =
          sending.getHoldCount() == 1 && tellDropped(Duration.ZERO) && offer(line, Duration.ZERO);
      if (!sent) {
        dropped++;
        lastDropped = line.facade();
      }
    } finally {
      sending.unlock();
    }
  }

  private boolean tellDropped(Duration wait) {
    long count = dropped;
    if (count == 0) {
      return true;
    }
    boolean told =
        offer(
            LogLine.of(
                lastDropped,
                lastDropped.number(Level.WARNING),
                "dev.ipc",
                Instant.now(),
                "log records were dropped: count="
                    + count
                    + "; they came faster than the parent's loggers took them: log less",
                null),
            wait);
    dropped -= told ? count : 0;
    return told;
  }

  private boolean offer(LogLine line, Duration wait) {
    try {
      return wait.isZero() ? queue.offer(line) : queue.offer(line, wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException e) {
      return false; // the family is gone, and this JVM soon
    }
  }

  private void end() {
    sending.lock();
    try {
      tellDropped(LAST_WAIT);
    } finally {
      sending.unlock();
    }
  }
}
