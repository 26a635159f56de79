package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.RegionMissingException;
import dev.ipc.log.LogSender;
import dev.ipc.owner.OwnerId;
import dev.ipc.serial.AppObjects;
import dev.ipc.shm.region.Session;
import java.io.ObjectInputFilter;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What runs in a child JVM: it fetches its function, and ends with its parent. */
final class ChildMain {
  /** As after SIGTERM. */
  private static final int ORPHANED = 143;

  private static final long LOOK_MILLIS = 100;
  private static final long HOOKS_MILLIS = 2_000;

  private ChildMain() {}

  /**
   * Runs the function.
   *
   * @param arguments folder of the family's domain, file of the call, parent's place in the domain;
   *     name, and whether this is a daemon; the parent's pid, name, and whether that is one; folder
   *     for the trace of an exception, or nothing; file of the queue for what it logs, and the
   *     lowest level, or nothing; the class from which the function comes
   */
  public static void main(String[] arguments) throws Exception {
    Thread.currentThread().setName(arguments[3]);
    Ancestry.become(
        arguments[3],
        Boolean.parseBoolean(arguments[4]),
        new ProcessInfo(
            arguments[6], Long.parseLong(arguments[5]), Boolean.parseBoolean(arguments[7])));
    loadMeanwhile(arguments[11]);
    try {
      Session session = joinFamily(Path.of(arguments[0]));
      endWith(OwnerId.ofBits(Integer.parseInt(arguments[2])), session);
      if (!arguments[9].isEmpty()) {
        LogSender.install(session, arguments[9], Level.valueOf(arguments[10]));
      }
      fetch(session, arguments[1]).perform();
    } catch (Throwable t) {
      if (!arguments[8].isEmpty()) {
        ErrorFiles.leaveTrace(Path.of(arguments[8]), t);
      }
      throw t;
    }
  }

  /**
   * Does meanwhile what reading the function would wait for: to find the first class of an app all
   * jars before it are opened, and serialization sets up its filter, and a logger for that.
   */
  private static void loadMeanwhile(String className) {
    Thread loading =
        new Thread(
            () -> {
              try {
                ObjectInputFilter.Config.getSerialFilter();
                AppObjects.find(className);
              } catch (ClassNotFoundException | LinkageError e) {
                // Who reads the function will find out, and tell.
              }
            },
            "ipc-loading");
    loading.setDaemon(true);
    loading.start();
  }

  private static void endWith(OwnerId parent, Session session) {
    AtomicBoolean orphaned = new AtomicBoolean();
    session.whenDead(
        parent,
        LOOK_MILLIS,
        () -> {
          if (orphaned.compareAndSet(false, true)) {
            end();
          }
        });
  }

  private static Action fetch(Session session, String call) throws InterruptedException {
    CallMessage message = session.open(session, call, CallMessage.KIND);
    byte[] bytes = message.bytes();
    message.close();
    session.delete(call);
    return CallCodec.decode(bytes);
  }

  /** The family lasts as long as the parent does, which may die before this JVM has started. */
  private static Session joinFamily(Path folder) {
    try {
      return Session.implicit(folder);
    } catch (RegionMissingException e) {
      Runtime.getRuntime().halt(ORPHANED);
      throw e;
    }
  }

  /** Ends this JVM in order, or if its shutdown hooks take too long, at once. */
  private static void end() {
    Thread.ofPlatform().daemon().name("ipc-orphan").start(() -> System.exit(ORPHANED));
    Thread.ofPlatform()
        .daemon()
        .name("ipc-orphan-halt")
        .start(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(HOOKS_MILLIS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(ORPHANED);
        });
  }
}
