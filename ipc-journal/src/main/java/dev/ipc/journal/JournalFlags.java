package dev.ipc.journal;

import dev.ipc.IpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The JVM flags that Chronicle Queue, on which journals stand, needs. Processes that {@code
 * dev.ipc.process} starts get them by themselves if the journal is on their class path, and so do
 * the commands and lessons of {@code ./ipc}; an application is started with them. {@code ./ipc
 * doctor --flags} prints them.
 */
public final class JournalFlags {
  /** What is reached into, in {@code java.base}. */
  private static final Set<String> OPENED = Set.of("java.lang.reflect", "sun.nio.ch");

  private static final List<String> NEEDED =
      List.of(
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  private static final List<String> SILENCING =
      List.of(
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private JournalFlags() {}

  /**
   * Those without which no journal can be opened.
   *
   * @return the flags
   */
  public static List<String> needed() {
    return NEEDED;
  }

  /**
   * Those that are needed, and those without which the JVM prints warnings.
   *
   * @return the flags
   */
  public static List<String> all() {
    List<String> all = new ArrayList<>(NEEDED);
    all.addAll(SILENCING);
    return List.copyOf(all);
  }

  /**
   * Looks whether this JVM was started with what is needed, and touches nothing.
   *
   * @throws IpcException if not; the message has the flags
   */
  public static void check() {
    Module chronicle;
    try {
      String name = "net.openhft.chronicle.core.Jvm";
      ClassLoader loader = JournalFlags.class.getClassLoader();
      chronicle = Class.forName(name, false, loader).getModule();
    } catch (ClassNotFoundException e) {
      throw new IpcException(
          "cannot open a journal: Chronicle Queue is not on the class path;"
              + " add the jars that ipc-journal brings along",
          e);
    }
    Module base = Object.class.getModule();
    if (!OPENED.stream().allMatch(name -> base.isOpen(name, chronicle))) {
      throw new IpcException(
          "cannot open a journal: this JVM was started without flags that Chronicle Queue needs;"
              + " start it with "
              + String.join(" ", all()));
    }
  }
}
