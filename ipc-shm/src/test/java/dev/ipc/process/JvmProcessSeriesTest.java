package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many processes, one after the other: nothing grows. */
@ExtendWith(LeakLedger.class)
class JvmProcessSeriesTest {

  @Test
  void shouldLeaveNothingWhenTwentyProcessesComeAndGo() throws Exception {
    runInARow(20);
  }

  @Test
  @Tag("stress")
  void shouldLeaveNothingWhenTwoHundredProcessesComeAndGo() throws Exception {
    runInARow(200);
  }

  private static void runInARow(int count) throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedInt value = shm.create(SharedInt.initially(0));
      runOne(value); // opens what the JVM keeps open for good
      long descriptors = descriptors();
      int objects = files(shm.folder());
      for (int i = 1; i < count; i++) {
        runOne(value);
      }
      assertThat(value.get()).isEqualTo(count);
      assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
      assertThat(files(shm.folder())).isEqualTo(objects);
    }
  }

  private static void runOne(SharedInt value) throws InterruptedException {
    JvmProcess process = JvmProcess.start(value::incrementAndGet);
    process.join();
    assertThat(process.exitCode()).hasValue(0);
  }

  private static long descriptors() throws IOException {
    return files(Path.of("/proc/self/fd"));
  }

  private static int files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return (int) all.count();
    }
  }
}
