package dev.ipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles each Java example of the documents, and runs the program of the README. */
final class ExamplesTest {
  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  /**
   * A program in a document.
   *
   * @param document where it stands
   * @param number which of its examples, from 1
   * @param source the program
   */
  record Example(Path document, int number, String source) {
    @Override
    public String toString() {
      return Project.ROOT.relativize(document) + " example " + number;
    }
  }

  static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (Path document : Project.documents()) {
      Matcher matcher = JAVA.matcher(Files.readString(document));
      for (int number = 1; matcher.find(); number++) {
        examples.add(new Example(document, number, matcher.group(1)));
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldCompileWhenItIsShown(Example example) throws IOException {
    compile(example.source());
  }

  @Test
  void shouldEndAtOneWhenTheProgramOfTheReadmeRuns() throws Exception {
    String source =
        examples().stream()
            .filter(example -> example.document().endsWith("README.md"))
            .findFirst()
            .orElseThrow()
            .source();
    compile(source);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dipc.root=" + System.getProperty("ipc.root"),
                "-cp",
                classPath() + ":" + folder,
                "Program")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).isEqualTo("Value is 1\n");
  }

  @Test
  void shouldBeTheSameWhenTheProgramOfTheReadmeStandsInAFile() throws IOException {
    String file = Files.readString(Project.ROOT.resolve("docs/examples/RaceProgram.java"));
    assertThat(examples()).extracting(Example::source).contains(file);
  }

  private void compile(String source) throws IOException {
    Path file = folder.resolve("Program.java");
    Files.writeString(file, source, StandardCharsets.UTF_8);
    StringWriter messages = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-d", folder.toString(), "-cp", classPath(), "-Xlint:all,-path", "-Werror"),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
