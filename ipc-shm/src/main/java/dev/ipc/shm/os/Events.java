package dev.ipc.shm.os;

import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What a user may want to know but did not ask for: deaths that were recovered, leftovers that were
 * swept, a fallback that was taken. Goes to the SLF4J logger {@code dev.ipc}.
 *
 * <p>The logger is looked for at the first event, because that costs start-up time, and an app that
 * has no SLF4J provider, in the usual way or by the property that names one, is not told so on our
 * behalf.
 */
public final class Events {
  private Events() {}

  private static final class Holder {
    static final Logger LOG =
        System.getProperty("slf4j.provider") != null
                || ServiceLoader.load(SLF4JServiceProvider.class).findFirst().isPresent()
            ? LoggerFactory.getLogger("dev.ipc")
            : NOPLogger.NOP_LOGGER;
  }

  /**
   * Tells of something that is in order.
   *
   * @param message what happened, with its values
   */
  public static void info(String message) {
    Holder.LOG.info(message);
  }

  /**
   * Tells of something that should not have happened but was put right.
   *
   * @param message what happened, with its values
   */
  public static void warn(String message) {
    Holder.LOG.warn(message);
  }

  /**
   * Tells of something that went wrong.
   *
   * @param message what happened, with its values
   * @param cause why, or this call's own stack
   */
  public static void error(String message, Throwable cause) {
    Holder.LOG.error(message, cause);
  }
}
