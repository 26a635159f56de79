package dev.ipc.process;

import dev.ipc.testkit.Child;
import java.lang.management.ManagementFactory;
import java.util.List;

/** A program whose child tells about its own JVM; arguments are flags for that child. */
final class FlagsChild {
  private FlagsChild() {}

  public static void main(String[] arguments) throws Exception {
    Child.dieWithParent();
    System.setProperty("ipc.set.by.program", "yes");
    JvmProcess process =
        JvmProcess.start(JvmOptions.DEFAULTS.flags(List.of(arguments)), FlagsChild::tell);
    process.join();
    System.exit(process.exitCode().getAsInt());
  }

  static void tell() {
    System.out.println("assertions=" + FlagsChild.class.desiredAssertionStatus());
    System.out.println("native=" + System.getProperty("ipc.native"));
    System.out.println("program=" + System.getProperty("ipc.set.by.program"));
    System.out.println(
        "opened=" + Object.class.getModule().isOpen("java.util", FlagsChild.class.getModule()));
    System.out.println("memory=" + Runtime.getRuntime().maxMemory());
    System.out.println("flags=" + ManagementFactory.getRuntimeMXBean().getInputArguments());
  }
}
