package dev.ipc.shm.os;

import dev.ipc.wait.Parker;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how the threads of this JVM wait. The system property {@value #NATIVE} is {@code auto},
 * for futex where it works, or {@code off}, for no native call at all.
 */
public final class Parkers {
  /** The system property that may forbid native calls. */
  public static final String NATIVE = "ipc.native";

  /**
   * How often a thread looks again before it sleeps: enough for a holder that is running to leave a
   * short section, and little against the cost of a sleep. A first value, to be tuned by benches.
   */
  private static final int SPINS = 100;

  private static final String AUTO = "auto";
  private static final String OFF = "off";

  private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

  private static @Nullable Parker chosen;

  private Parkers() {}

  /**
   * The parker of this JVM. Nothing native is touched until a thread has to sleep or to wake
   * another.
   *
   * @return always the same one
   * @throws IllegalArgumentException if the system property has another value
   */
  public static synchronized Parker forThisJvm() {
    Parker parker = chosen;
    if (parker == null) {
      parker = choose(System.getProperty(NATIVE, AUTO));
      chosen = parker;
    }
    return parker;
  }

  /** Does what makes waking cheaper, once it is clear that this JVM stays for a while. */
  public static void settleIn() {
    if (!System.getProperty(NATIVE, AUTO).equals(OFF)) {
      Membarrier.takePart();
    }
  }

  /**
   * Tries futex, whatever the system property says. Links native code.
   *
   * @return why it does not work and what to do, or nothing if it works
   */
  public static String futexFailure() {
    return Futex.works() ? "" : Futex.failure();
  }

  static Parker choose(String mode) {
    return switch (mode) {
      case AUTO -> new VirtualAwareParker(new FutexParker(), Parkers::bestWatch);
      case OFF -> new VirtualAwareParker(new PortableParker(), sleepers -> new PollingWatch());
      default ->
          throw new IllegalArgumentException(
              "system property "
                  + NATIVE
                  + " is not understood: value="
                  + mode
                  + ", possible=auto or off; leave it out for auto");
    };
  }

  /** The kernel's watch where it works; links native code. */
  private static Watch bestWatch(Sleepers sleepers) {
    if (FutexParker.works()) {
      FutexSet futexes = new FutexSet();
      if (futexes.works()) {
        return new KernelWatch(sleepers, futexes);
      }
    }
    return new PollingWatch();
  }

  /** What {@link Parker#spins} returns to the calling thread. */
  static int spins() {
    return ALONE || Thread.currentThread().isVirtual() ? 0 : SPINS;
  }
}
