package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.region.Session;
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
   * @param arguments folder of the family's domain, file of the call, parent, name
   */
  public static void main(String[] arguments) throws Exception {
    Thread.currentThread().setName(arguments[3]);
    Session session = Session.implicit(Path.of(arguments[0]));
    OwnerId parent = OwnerId.ofBits(Integer.parseInt(arguments[2]));
    AtomicBoolean orphaned = new AtomicBoolean();
    session.whenDead(
        parent,
        LOOK_MILLIS,
        () -> {
          if (orphaned.compareAndSet(false, true)) {
            end();
          }
        });
    CallMessage message = session.open(session, arguments[1], CallMessage.KIND);
    byte[] call = message.bytes();
    message.close();
    session.delete(arguments[1]);
    Action action = CallCodec.decode(call);
    action.perform();
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
