package dev.ipc.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * JVM flags that jars on the class path need, each of which says so in a resource, a flag a line.
 * Children get them also if the parent, which does not use those jars itself, was started without.
 */
final class LibraryFlags {
  private static final String RESOURCE = "META-INF/ipc/jvm-flags";

  private LibraryFlags() {}

  static List<String> ofClassPath() {
    List<String> flags = new ArrayList<>();
    try {
      for (URL each : Collections.list(ClassLoader.getSystemResources(RESOURCE))) {
        try (var lines =
            new BufferedReader(new InputStreamReader(each.openStream(), StandardCharsets.UTF_8))) {
          lines.lines().filter(line -> !line.isBlank()).forEach(flags::add);
        }
      }
      return flags;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " of the class path", e);
    }
  }
}
