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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
