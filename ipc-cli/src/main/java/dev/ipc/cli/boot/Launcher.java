package dev.ipc.cli.boot;

import java.lang.reflect.InvocationTargetException;

/**
 * The first class of the command. It loads in any Java, to say in one line which Java is needed,
 * where every other class would end in an {@link UnsupportedClassVersionError}.
 */
public final class Launcher {
  private static final int NEEDED = 25;
  private static final int WRONG_JAVA = 2;

  private Launcher() {}

  /**
   * Runs the command, or says why it cannot.
   *
   * @param args what stands on the command line
   * @throws Throwable what the command throws
   */
  public static void main(String[] args) throws Throwable {
    String found = System.getProperty("java.specification.version");
    if (feature(found) < NEEDED) {
      System.err.println(
          "ipc needs Java "
              + NEEDED
              + " or newer, but this is Java "
              + found
              + " in "
              + System.getProperty("java.home")
              + "; run it with the java of a JDK "
              + NEEDED);
      System.exit(WRONG_JAVA);
    }
    try {
      Class.forName("dev.ipc.cli.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The number that counts: 8 of "1.8", 17 of "17". */
  private static int feature(String specification) {
    String number = specification.startsWith("1.") ? specification.substring(2) : specification;
    return Integer.parseInt(number);
  }
}
