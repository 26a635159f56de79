package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.cli.boot.Launcher;
import dev.ipc.journal.JournalFlags;
import dev.ipc.journal.JournalQueue;
import dev.ipc.testkit.Child;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakLedger.class)
class JournalCommandTest {
  private static final String[] FLAGS = JournalFlags.all().toArray(String[]::new);

  @TempDir private Path parent;
  private Path folder;

  /** Makes a journal, and closes it when told to. */
  static final class WriterChild {
    public static void main(String[] args) throws Exception {
      try (var texts = JournalQueue.open(Path.of(args[0]), String.class);
          var tailer = texts.tailer("booking")) {
        for (int i = 0; i < 3; i++) {
          texts.append("item " + i);
        }
        tailer.lease().done();
        texts.tailer("other").close();
        Child.say("ready");
        Child.nextLine();
      }
    }
  }

  @BeforeEach
  void makeAJournal() {
    folder = parent.resolve("journal");
    try (var child = ChildCommand.of(WriterChild.class, folder).withFlags(FLAGS).start()) {
      child.awaitLine("ready");
      child.send("close");
      assertThat(child.awaitExit()).isZero();
    }
  }

  private static CommandRun run(Object... arguments) {
    return CommandRun.of(ChildCommand.of(Launcher.class, arguments).withFlags(FLAGS));
  }

  @Test
  void shouldListFilesAndTailers() {
    CommandRun run = run("journal", "list", folder);

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).first().isEqualTo(folder + "  daily, 1 file, 3 items");
    assertThat(run.out()).anyMatch(line -> line.startsWith("  tailer booking  done up to "));
    assertThat(run.out()).contains("  tailer other  nothing done");
    assertThat(run("journal", "list", "--json", folder).out())
        .hasSize(3)
        .allSatisfy(line -> assertThat(FlatJson.parse(line)).containsKey("record"));
  }

  @Test
  void shouldPrintTheItems() {
    CommandRun run = run("journal", "tail", folder);

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSize(3).last().asString().endsWith("  item 2");
    assertThat(run("journal", "tail", "--last", 1, folder).out()).hasSize(1);
    try (var follow =
            ChildCommand.of(Launcher.class, "journal", "tail", "-f", folder)
                .withFlags(FLAGS)
                .start();
        var writer = ChildCommand.of(WriterChild.class, folder).withFlags(FLAGS).start()) {
      writer.awaitLine("ready");
      for (int i = 0; i < 6; i++) {
        follow.awaitValue("0");
      }
    }
  }

  @Test
  void shouldSayHowFarADamagedFileCanBeRead() throws IOException {
    assertThat(CommandRun.of("journal", "verify", folder).exitCode()).isZero();
    Path file;
    try (var files = Files.newDirectoryStream(folder, "*.cq4")) {
      file = files.iterator().next();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'I'}), text.indexOf("item 1"));
    }

    CommandRun run = CommandRun.of("journal", "verify", folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).hasSize(2).last().asString().contains(" 1 ", "checksum is wrong");
    assertThat(CommandRun.of("journal", "verify", "--json", folder).out())
        .singleElement()
        .satisfies(line -> assertThat(FlatJson.parse(line)).containsKey("problem"));
  }

  @Test
  void shouldRefuseAFolderWithoutAJournal() {
    CommandRun run = CommandRun.of("journal", "list", parent);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .first()
        .asString()
        .isEqualTo("ipc journal: there is no journal in " + parent + "; see ipc journal --help");
    assertThat(CommandRun.of("journal").exitCode()).isEqualTo(2);
  }

  @Test
  void shouldSayWhichFlagsAreMissing() {
    CommandRun run = CommandRun.of("journal", "tail", folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .startsWith("ipc journal tail: cannot open a journal: this JVM was started without flags")
        .endsWith(String.join(" ", JournalFlags.all()));
  }
}
