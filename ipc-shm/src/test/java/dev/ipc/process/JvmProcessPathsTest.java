package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.PlainJvm;
import dev.ipc.shm.support.PlainJvm.Outcome;
import dev.ipc.shm.support.Sources;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Children of programs on class paths and module paths of all sorts. */
@ExtendWith(LeakLedger.class)
class JvmProcessPathsTest {
  private static final String LIBRARY =
      PlainJvm.pathOf(SharedInt.class, Shm.class, IdleStrategy.class, Logger.class);

  private static final String APP =
      """
      package app;

      import dev.ipc.process.JvmProcess;
      import dev.ipc.shm.Shm;
      import dev.ipc.value.SharedInt;
      import java.io.Serializable;

      public class App {
        record Amount(int number) implements Serializable {}

        public static void main(String[] arguments) throws Exception {
          try (Shm shm = Shm.temporary()) {
            SharedInt value = shm.create(SharedInt.initially(1));
            Amount amount = new Amount(41);
            JvmProcess child = JvmProcess.start(() -> value.addAndGet(amount.number()));
            child.join();
            System.out.println(value.get() + " in " + App.class.getModule());
          }
        }
      }
      """;

  @TempDir private Path folder;

  private static void assertPrinted(String line, Outcome outcome) {
    assertThat(outcome.exitCode()).as("exit code, errors=%s", outcome.errors()).isZero();
    assertThat(outcome.lines()).singleElement().asString().matches(line);
    assertThat(outcome.errors()).isEmpty();
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    all.addAll(List.of(arguments));
    return PlainJvm.run(folder, all);
  }

  @Test
  void shouldRunWhenTheClassPathHasSpacesAndIsRelative() throws Exception {
    new Sources(folder.resolve("src"))
        .with("app/App.java", APP)
        .compile(folder.resolve("my own classes"), "-cp", LIBRARY);

    assertPrinted(
        "42 in unnamed module .*",
        run("-cp", "my own classes" + File.pathSeparator + LIBRARY, "app.App"));
  }

  @Test
  void shouldRunWhenTheProgramIsAModule() throws Exception {
    assumeModules();
    String path = LIBRARY + File.pathSeparator + PlainJvm.pathOf(NullMarked.class);
    Path classes =
        new Sources(folder.resolve("src"))
            .with("app/App.java", APP)
            .with("module-info.java", "module app { requires ipc.shm; }")
            .compile(folder.resolve("modules").resolve("app"), "-p", path);

    assertPrinted(
        "42 in module app", run("-p", path + File.pathSeparator + classes, "-m", "app/app.App"));
  }

  @Test
  void shouldRunWhenOnlyTheLibraryIsInModules() throws Exception {
    assumeModules();
    Path classes =
        new Sources(folder.resolve("src"))
            .with("app/App.java", APP)
            .compile(folder.resolve("classes"), "-p", LIBRARY, "--add-modules", "ipc.shm");

    assertPrinted(
        "42 in unnamed module .*",
        run("-p", LIBRARY, "--add-modules", "ipc.shm", "-cp", classes.toString(), "app.App"));
  }

  private Path app() throws IOException {
    return new Sources(folder.resolve("src"))
        .with("app/App.java", APP)
        .compile(folder.resolve("classes"), "-cp", LIBRARY);
  }

  @Test
  void shouldRunWhenAllIsInOneJar() throws Exception {
    Path jar = folder.resolve("fat.jar");
    List<Path> parts = new ArrayList<>(List.of(app()));
    Stream.of(LIBRARY.split(File.pathSeparator)).map(Path::of).forEach(parts::add);
    writeJar(jar, new Manifest(), parts);

    assertPrinted("42 in unnamed module .*", run("-jar", jar.toString()));
  }

  @Test
  void shouldRunWhenTheManifestHasTheClassPath() throws Exception {
    Path jar = folder.resolve("thin.jar");
    Manifest manifest = new Manifest();
    String path =
        Stream.of(LIBRARY.split(File.pathSeparator))
            .distinct()
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
    writeJar(jar, manifest, List.of(app()));

    assertPrinted("42 in unnamed module .*", run("-jar", jar.toString()));
  }

  private static void writeJar(Path jar, Manifest manifest, List<Path> parts) throws IOException {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "app.App");
    Set<String> names = new HashSet<>();
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Path part : parts) {
        try (FileSystem zip = Files.isDirectory(part) ? null : FileSystems.newFileSystem(part);
            Stream<Path> files = Files.walk(zip == null ? part : zip.getPath("/"))) {
          Path root = zip == null ? part : zip.getPath("/");
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            String name = root.relativize(file).toString();
            if (name.endsWith(".class") && !name.contains("module-info") && names.add(name)) {
              out.putNextEntry(new ZipEntry(name));
              Files.copy(file, out);
            }
          }
        }
      }
    }
  }

  /** What {@code mvn exec:java} does: the class path of the JVM is Maven's own. */
  private static final String LOADING =
      """
      import java.net.*;
      import java.nio.file.Path;

      public class Loading {
        public static void main(String[] path) throws Exception {
          URL[] urls = new URL[path.length];
          for (int i = 0; i < path.length; i++) {
            urls[i] = Path.of(path[i]).toUri().toURL();
          }
          var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
          Thread.currentThread().setContextClassLoader(loader);
          Class<?> app = loader.loadClass("app.App");
          app.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
      }
      """;

  @Test
  void shouldRunWhenAnotherClassLoaderHasTheApp() throws Exception {
    Path classes =
        new Sources(folder.resolve("src"))
            .with("app/App.java", APP)
            .compile(folder.resolve("my classes"), "-cp", LIBRARY);
    Path loading =
        new Sources(folder.resolve("loading"))
            .with("Loading.java", LOADING)
            .compile(folder.resolve("maven"));
    List<String> arguments =
        new ArrayList<>(List.of("-cp", loading.toString(), "Loading", classes.toString()));
    arguments.addAll(List.of(LIBRARY.split(File.pathSeparator)));

    assertPrinted("42 in unnamed module .*", run(arguments.toArray(String[]::new)));
  }

  @Test
  void shouldSayWhatToDoWhenTheSourceLauncherHasTheClasses() throws Exception {
    Path source = Files.createDirectory(folder.resolve("app")).resolve("App.java");
    Files.writeString(source, APP);
    Outcome outcome = run("-cp", LIBRARY, source.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.lines()).isEmpty();
    assertThat(outcome.errors().getFirst())
        .endsWith(
            "cannot send task: no child can find class app.App: the source launcher (java"
                + " File.java) keeps it in memory; run it by './ipc run File.java', or compile it"
                + " first");
  }

  @Test
  void shouldSayWhatToDoInJShell() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("script.jsh"),
            """
            import dev.ipc.process.JvmProcess;
            JvmProcess.start(() -> {}).join();
            /exit
            """);
    Outcome outcome =
        run(
            "-m",
            "jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider",
            "--class-path",
            LIBRARY,
            "-R-Dipc.root=" + System.getProperty("ipc.root"),
            script.toString());

    assertThat(String.join(" ", outcome.lines()) + outcome.errors())
        .contains("JShell keeps it in memory; put functions");
  }

  private static void assumeModules() {
    for (Class<?> type : List.of(SharedInt.class, Shm.class)) {
      Path home = PlainJvm.homeOf(type);
      assumeTrue(
          ModuleFinder.of(home).findAll().stream()
              .anyMatch(module -> !module.descriptor().isAutomatic()),
          () -> "no module descriptor in " + home);
    }
  }
}
