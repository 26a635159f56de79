package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.support.PlainJvm;
import dev.ipc.shm.support.PlainJvm.Outcome;
import dev.ipc.shm.support.Sources;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** An application that has the library on its class path and knows nothing of JVM flags. */
@ExtendWith(LeakLedger.class)
class PlainAppTest {
  private static final String APP =
      """
      import dev.ipc.process.JvmProcess;
      import dev.ipc.shm.Shm;
      import dev.ipc.sync.SharedLock;
      import dev.ipc.value.SharedInt;
      import java.util.Arrays;

      public class App {
        static void add(SharedInt value, SharedLock lock) {
          for (int i = 0; i < 10_000; i++) {
            try (var _ = lock.hold()) {
              value.setPlain(value.getPlain() + 1);
            }
          }
        }

        static boolean sleeps(Thread thread) {
          return Arrays.stream(thread.getStackTrace())
              .anyMatch(frame -> frame.getMethodName().equals("park"));
        }

        public static void main(String[] arguments) throws Exception {
          try (Shm shm = Shm.temporary()) {
            SharedInt value = shm.create(SharedInt.initially(0));
            SharedLock lock = shm.create(SharedLock.plain());
            lock.lock();
            Thread thread = new Thread(() -> add(value, lock));
            thread.start();
            while (!sleeps(thread)) {
              Thread.onSpinWait();
            }
            JvmProcess child = JvmProcess.start(() -> add(value, lock));
            lock.unlock();
            thread.join();
            child.join();
            System.out.println("child ended with " + child.exitCode().getAsInt());
            System.out.println("value is " + value.get());
          }
        }
      }
      """;

  @TempDir private static Path folder;
  private static String classPath;

  @BeforeAll
  static void compile() throws IOException {
    String library = PlainJvm.pathOf(SharedInt.class, Shm.class, IdleStrategy.class, Logger.class);
    Path classes =
        new Sources(folder.resolve("src"))
            .with("App.java", APP)
            .compile(folder.resolve("classes"), "-Xlint:all", "-Werror", "-cp", library);
    classPath = classes + File.pathSeparator + library;
  }

  private static Outcome run(String... flags) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.addAll(List.of("-cp", classPath, "App"));
    Outcome outcome = PlainJvm.run(folder, arguments);
    assertThat(outcome.exitCode()).as("exit code, errors=%s", outcome.errors()).isZero();
    assertThat(outcome.lines()).containsExactly("child ended with 0", "value is 20000");
    return outcome;
  }

  @Test
  void shouldPrintNothingButTheWarningOfTheJdkWhenThereIsNoFlag() throws Exception {
    List<String> errors = run().errors().stream().filter(line -> !line.isBlank()).toList();

    assertThat(errors).hasSize(4).allMatch(line -> line.startsWith("WARNING: "));
    assertThat(errors.getFirst()).contains("A restricted method in java.lang.foreign.Linker");
    assertThat(errors.get(1)).contains("dev.ipc.shm.os.");
  }

  @Test
  void shouldPrintNothingWhenNativeAccessIsEnabled() throws Exception {
    assertThat(run("--enable-native-access=ALL-UNNAMED").errors()).isEmpty();
  }

  @Test
  void shouldPrintNothingWhenNativeCallsAreOff() throws Exception {
    assertThat(run("-Dipc.native=off").errors()).isEmpty();
  }

  @Test
  void shouldWorkWhenNativeAccessIsDenied() throws Exception {
    assertThat(run("--illegal-native-access=deny").lines()).hasSize(2);
  }

  @Test
  void shouldPrintNothingWhenNativeAccessIsDenied() throws Exception {
    assertThat(run("--illegal-native-access=deny").errors()).isEmpty();
  }
}
