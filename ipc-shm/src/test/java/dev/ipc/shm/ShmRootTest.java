package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.PlainJvm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Where domains live. */
@ExtendWith(LeakLedger.class)
class ShmRootTest {
  private static final String PROPERTY = "ipc.root";

  private final String before = System.getProperty(PROPERTY);

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void shouldUseTheFolderOfThePropertyWhenItIsSet(@TempDir Path elsewhere) {
    Path root = elsewhere.resolve("not").resolve("yet");
    System.setProperty(PROPERTY, root.toString());

    assertThat(Shm.root()).isEqualTo(root);
    try (NamedDomain domain = new NamedDomain();
        Shm named = domain.join();
        Shm temporary = Shm.temporary()) {
      assertThat(named.folder()).hasParent(root);
      assertThat(temporary.folder()).hasParent(root);
    }
  }

  @Test
  void shouldBeAbsoluteWhenThePropertyIsNot() {
    System.setProperty(PROPERTY, "some/../folder");

    assertThat(Shm.root()).isEqualTo(Path.of("folder").toAbsolutePath());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisabledIfEnvironmentVariable(named = "IPC_ROOT", matches = ".+")
  void shouldBeInMemoryAndTheUsersOwnWhenNothingIsSaid() throws IOException {
    Path standard =
        Path.of("/dev/shm/ipc-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));

    System.clearProperty(PROPERTY);
    assertThat(Shm.root()).isEqualTo(standard);
    System.setProperty(PROPERTY, " ");
    assertThat(Shm.root()).isEqualTo(standard);
  }

  @Test
  void shouldUseTheVariableWhenThereIsNoProperty(@TempDir Path elsewhere) throws Exception {
    String classPath =
        PlainJvm.pathOf(ShmRootTest.class, SharedInt.class, Shm.class, IdleStrategy.class)
            + File.pathSeparator
            + PlainJvm.pathOf(Logger.class);
    Map<String, String> variable = Map.of("IPC_ROOT", elsewhere.resolve("variable").toString());
    List<String> main = List.of("-cp", classPath, RootChild.class.getName());
    List<String> both = new ArrayList<>(List.of("-Dipc.root=" + elsewhere.resolve("property")));
    both.addAll(main);

    assertThat(PlainJvm.run(elsewhere, main, variable).lines())
        .containsExactly(elsewhere.resolve("variable").toString());
    assertThat(PlainJvm.run(elsewhere, both, variable).lines())
        .containsExactly(elsewhere.resolve("property").toString());
  }

  /** Prints the root. */
  static final class RootChild {
    private RootChild() {}

    public static void main(String[] arguments) {
      System.out.println(Shm.root());
    }
  }
}
