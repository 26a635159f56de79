package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.cli.boot.Launcher;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakLedger.class)
class RunCommandTest {
  @TempDir private Path folder;

  @Test
  void shouldRunTheProgramOfTheReadme() throws IOException {
    Path program = Path.of("..", "docs", "examples", "RaceProgram.java");
    assertThat(Path.of("..", "README.md")).content().contains(Files.readString(program));

    CommandRun run = run(program);

    assertThat(run.errors()).isEmpty();
    assertThat(run.out()).containsExactly("Value is 1");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void shouldRunAClassInAPackageAndPassArgumentsAndExitCode() throws IOException {
    Path program =
        write(
            "Shout.java",
            """
            package some.where;

            class Other {}

            class Shout {
              public static void main(String[] args) {
                System.out.println(String.join("!", args));
                System.exit(7);
              }
            }
            """);

    CommandRun run = run(program, "a", "--help", "-V");

    assertThat(run.out()).containsExactly("a!--help!-V");
    assertThat(run.exitCode()).isEqualTo(7);
  }

  @Test
  void shouldRunTheFirstClassWhenNoneIsCalledLikeTheFile() throws IOException {
    Path program =
        write(
            "Any.java", "class First { static void main() { IO.println(\"first\"); } } class B {}");

    assertThat(run(program).out()).containsExactly("first");
  }

  @Test
  void shouldPrintWhatTheCompilerSaysWhenTheProgramIsWrong() throws IOException {
    Path program = write("Broken.java", "void main() {\n  int x = \"text\";\n}\n");

    CommandRun run = run(program);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors())
        .containsExactly(
            program + ":2: error: incompatible types: String cannot be converted to int",
            "  int x = \"text\";",
            "          ^",
            "1 error");
  }

  @Test
  void shouldSayThatThereIsNothingToRunInAnEmptyFile() throws IOException {
    CommandRun run = run(write("Empty.java", ""));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).hasSize(1).first().asString().startsWith("ipc run: nothing to run");
  }

  @ParameterizedTest
  @CsvSource({
    "Missing.java, no such file",
    "folder.java, not a file",
    "notes.txt, not a .java file"
  })
  void shouldExplainInOneSentenceWhichFileItNeeds(String name, String mistake) throws IOException {
    Files.createDirectory(folder.resolve("folder.java"));

    CommandRun run = run(folder.resolve(name));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .containsExactly(
            "ipc run: " + mistake + ": " + folder.resolve(name) + "; see ipc run --help");
  }

  @Test
  void shouldEndProgramAndRemoveClassesWhenItIsTerminated() throws IOException {
    Path program =
        write(
            "Sleeper.java",
            """
            void main() throws Exception {
              IO.println("pid " + ProcessHandle.current().pid());
              Thread.sleep(600_000);
            }
            """);

    try (ChildJvm child = command(program).start()) {
      long pid = Long.parseLong(child.awaitValue("pid "));
      child.handle().destroy();

      assertThat(child.awaitExit()).isEqualTo(143);
      Eventually.until("the program has ended", () -> ProcessHandle.of(pid).isEmpty());
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  private CommandRun run(Path program, Object... arguments) throws IOException {
    CommandRun run = CommandRun.of(command(program, arguments));
    assertThat(temporaryFiles()).isEmpty();
    return run;
  }

  private ChildCommand command(Path program, Object... arguments) throws IOException {
    Files.createDirectories(temporary());
    Object[] all = Stream.concat(Stream.of("run", program), Stream.of(arguments)).toArray();
    return ChildCommand.of(Launcher.class, all).withFlags("-Djava.io.tmpdir=" + temporary());
  }

  private Path temporary() {
    return folder.resolve("tmp");
  }

  private Path[] temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(temporary())) {
      return files.toArray(Path[]::new);
    }
  }

  private Path write(String name, String program) throws IOException {
    return Files.writeString(folder.resolve(name), program);
  }
}
