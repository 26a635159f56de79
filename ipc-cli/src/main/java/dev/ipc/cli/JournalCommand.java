package dev.ipc.cli;

import dev.ipc.codec.Codec;
import dev.ipc.codec.CodecException;
import dev.ipc.codec.Trust;
import dev.ipc.journal.JournalFile;
import dev.ipc.journal.JournalLease;
import dev.ipc.journal.JournalOptions;
import dev.ipc.journal.JournalQueue;
import dev.ipc.journal.JournalTailer;
import dev.ipc.journal.TailerState;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc journal}. */
@Command(
    name = "journal",
    description = {
      "Look into a journal, the durable queue: what is in its files, who reads it, its items.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc journal list /var/lib/app/orders",
      "  ipc journal tail --follow /var/lib/app/orders",
      "  ipc journal verify /var/lib/app/orders"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JournalCommand implements Runnable {
  private static final Table FILES =
      new Table(List.of("FILE", "ITEMS", "BYTES", "STATE"), Set.of("ITEMS", "BYTES"));

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say list, tail or verify");
  }

  @Command(
      name = "list",
      description = "List the files of a journal with what is in them, and its named tailers.")
  int list(
      @Parameters(paramLabel = "FOLDER", description = "Where the journal is.") Path folder,
      @Option(names = "--json", description = "Print one JSON object per file and tailer.")
          boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    List<JournalFile> files = files(folder);
    try (JournalQueue<byte[]> journal = open(folder)) {
      List<TailerState> tailers = journal.tailers();
      if (json) {
        files.forEach(file -> out.println(json(file)));
        tailers.forEach(tailer -> out.println(json(tailer)));
        return ExitCode.OK;
      }
      long items = files.stream().mapToLong(JournalFile::items).sum();
      out.println(
          journal.folder()
              + "  "
              + journal.options().roll().name().toLowerCase(Locale.ROOT)
              + ", "
              + count(files.size(), "file")
              + ", "
              + count(items, "item"));
      print(files, out);
      for (TailerState tailer : tailers) {
        String done =
            tailer.lastDone().isPresent()
                ? "done up to " + HexFormat.of().toHexDigits(tailer.lastDone().getAsLong())
                : "nothing done";
        out.println("  tailer " + tailer.name() + "  " + done + use(tailer));
      }
    }
    return ExitCode.OK;
  }

  private static String use(TailerState tailer) {
    return tailer.isInUse() ? ", in use" : "";
  }

  @Command(
      name = "verify",
      description = {
        "Read all files of a journal, and say how far they can be read.",
        "",
        "It reads them as files, and changes nothing. Exit code 1 if one is damaged."
      })
  int verify(
      @Parameters(paramLabel = "FOLDER", description = "Where the journal is.") Path folder,
      @Option(names = "--json", description = "Print one JSON object per file.") boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    List<JournalFile> files = files(folder);
    if (json) {
      files.forEach(file -> out.println(json(file)));
    } else {
      print(files, out);
    }
    boolean isWhole = files.stream().allMatch(file -> file.problem().isEmpty());
    return isWhole ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  @Command(
      name = "tail",
      description = {
        "Print the items of a journal: index, time, and what the item is.",
        "",
        "Numbers, texts, collections and times are shown as such, objects of an application as"
            + " their bytes. It keeps no place, and takes nothing from anybody."
      })
  int tail(
      @Parameters(paramLabel = "FOLDER", description = "Where the journal is.") Path folder,
      @Option(names = "--last", paramLabel = "N", description = "Only the last N; default all.")
          Long last,
      @Option(
              names = {"-f", "--follow"},
              description = "Go on with what is appended, until Ctrl-C.")
          boolean follow)
      throws InterruptedException {
    files(folder);
    PrintWriter out = spec.commandLine().getOut();
    try (JournalQueue<byte[]> journal = open(folder);
        JournalTailer<byte[]> tailer = journal.replay()) {
      long skipped = last == null ? 0 : journal.size() - last;
      for (long i = 0; i < skipped; i++) {
        tailer.skip();
      }
      Optional<JournalLease<byte[]>> next = tailer.lease(Duration.ZERO);
      while (next.isPresent() || follow) {
        if (next.isPresent()) {
          JournalLease<byte[]> lease = next.get();
          String index = HexFormat.of().toHexDigits(lease.index());
          out.println(index + "  " + lease.time() + "  " + text(lease.item()));
          lease.done();
        }
        if (follow) {
          out.flush();
        }
        next = tailer.lease(follow ? Duration.ofSeconds(1) : Duration.ZERO);
      }
    }
    return ExitCode.OK;
  }

  private List<JournalFile> files(Path folder) {
    if (!JournalQueue.exists(folder)) {
      throw new ParameterException(
          spec.commandLine(), "there is no journal in " + folder.toAbsolutePath().normalize());
    }
    return JournalQueue.verify(folder);
  }

  private static JournalQueue<byte[]> open(Path folder) {
    return JournalQueue.open(folder, Codec.bytes(), JournalOptions.DEFAULTS);
  }

  private static void print(List<JournalFile> files, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    for (JournalFile file : files) {
      rows.add(
          List.of(
              file.file().getFileName().toString(),
              number(file.items()),
              number(file.bytes()),
              file.problem().orElse("ok")));
    }
    FILES.lines(rows).forEach(out::println);
  }

  private static JsonLine json(JournalFile file) {
    return new JsonLine()
        .put("record", "file")
        .put("file", file.file().toString())
        .put("items", file.items())
        .put("bytes", file.bytes())
        .put("problem", file.problem().orElse(""));
  }

  private static JsonLine json(TailerState tailer) {
    return new JsonLine()
        .put("record", "tailer")
        .put("name", tailer.name())
        .put("lastDone", tailer.lastDone().orElse(-1))
        .put("inUse", tailer.isInUse());
  }

  private static String text(byte[] message) {
    String text;
    try {
      text = Objects.toString(Codec.objects(Trust.of()).fromBytes(message));
    } catch (CodecException e) {
      text = new String(message, StandardCharsets.ISO_8859_1);
    }
    return text.replaceAll("[^ -~]", ".");
  }

  private static String count(long number, String what) {
    return number(number) + " " + what + (number == 1 ? "" : "s");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
