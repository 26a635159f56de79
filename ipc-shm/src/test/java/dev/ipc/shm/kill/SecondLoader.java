package dev.ipc.shm.kill;

import dev.ipc.shm.Shm;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** The library, loaded a second time in this JVM: a member of its own in every domain it joins. */
final class SecondLoader implements AutoCloseable {
  private final URLClassLoader loader;
  private final Class<?> shm;

  SecondLoader() throws ReflectiveOperationException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    URL[] urls =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .map(SecondLoader::url)
            .toArray(URL[]::new);
    this.loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    this.shm = loader.loadClass(Shm.class.getName());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  /** Joins a domain by its name; closing leaves it. */
  AutoCloseable join(String domain) throws ReflectiveOperationException {
    Object joined = shm.getMethod("named", String.class).invoke(null, domain);
    return (AutoCloseable) joined;
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
