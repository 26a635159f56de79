package dev.ipc.log;

import dev.ipc.IpcException;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.os.Events;
import dev.ipc.shm.region.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands what a child sends to the loggers of this JVM, or on to its own parent, if this is a child
 * that sends.
 *
 * <p>The records lie in shared memory until a daemon thread takes them. So what a child logged
 * before its death arrives, whatever it died of, and a child that is ended is done with as soon as
 * {@link #end} has returned.
 */
public final class LogRelay {
  private static final AtomicLong COUNT = new AtomicLong();

  /** How long the sinks may take for what a child left when it ended. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private final Session session;
  private final String process;
  private final String file;
  private final SharedQueue<LogLine> queue;
  private final Thread thread;

  private LogRelay(Session session, Object user, String process) {
    this.session = session;
    this.process = process;
    this.file = "log." + COUNT.incrementAndGet(); // no name of a pool, which have '-'
    this.queue = session.create(user, file, LogLine.QUEUE);
    this.thread = Thread.ofPlatform().daemon().name("ipc-log-" + process).unstarted(this::run);
  }

  /**
   * Begins to wait for records.
   *
   * @param session the family
   * @param user whose the queue is, there
   * @param process the name of the child
   * @return the relay, to be ended when the child has ended
   */
  public static LogRelay start(Session session, Object user, String process) {
    LogRelay relay = new LogRelay(session, user, process);
    relay.thread.start();
    return relay;
  }

  /**
   * What {@link LogSender} finds it by.
   *
   * @return the name of a file in the domain of the family
   */
  public String file() {
    return file;
  }

  private void run() {
    try {
      for (Optional<LogLine> next = next(); next.isPresent(); next = next()) {
        hand(next.get().from(process));
      }
    } catch (IpcException e) {
      if (!queue.isClosed()) {
        Events.error("what " + process + " logs does not come any more: " + e.getMessage(), e);
      }
    }
  }

  private Optional<LogLine> next() {
    while (true) {
      try {
        return queue.next();
      } catch (InterruptedException e) {
        // Only a sink could have meant that, and it is over.
      }
    }
  }

  private static void hand(LogLine line) {
    LogSender further = LogSender.current();
    if (further == null) {
      try {
        line.facade().log(line);
      } catch (RuntimeException | Error e) {
        Events.error("a logger failed: record=" + line, e);
      }
    } else if (further.sends(line.facade(), line.level())) {
      further.send(line);
    }
  }

  /** Hands on what is left of a child that has ended, and forgets it. */
  public void end() {
    queue.shutdown();
    try {
      if (!thread.join(LAST_WAIT)) {
        Events.warn(
            "the last log records of "
                + process
                + " are lost: its parent's loggers took longer than "
                + LAST_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      session.delete(file);
    }
  }
}
