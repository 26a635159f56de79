package dev.ipc.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String ipc = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "ipc " + Objects.requireNonNullElse(ipc, "(not from a jar)"),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vendor")
    };
  }
}
