package dev.ipc.cli;

import dev.ipc.IpcException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Cleaner;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.inspect.Leftover;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc clean}. */
@Command(
    name = "clean",
    description = {
      "Remove what processes that died left behind.",
      "",
      "That is: temporary domains without processes; in other domains, objects without a name"
          + " whose maker is gone, and objects half made or half deleted. What a living process"
          + " uses stays, and so do named domains and their objects.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc clean --dry-run",
      "  ipc clean",
      "  ipc clean --delete orders      the domain and all that is in it"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DOMAIN",
      description = "Only these: names, or paths of folders; default: all below the root.")
  private List<String> domains = List.of();

  @Option(names = "--dry-run", description = "Only tell what would go.")
  private boolean dryRun;

  @Option(
      names = "--delete",
      description = "Delete the named domains whole, unless processes live in them.")
  private boolean delete;

  @Option(names = "--json", description = "Print one JSON object per thing that goes.")
  private boolean json;

  private boolean failed;
  private int removed;

  @Override
  public Integer call() throws IOException {
    if (delete && domains.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--delete needs the name of a domain");
    }
    for (Path folder : folders()) {
      clean(folder);
    }
    if (removed == 0 && !failed && !json) {
      spec.commandLine().getOut().println("nothing to clean" + place());
    }
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    if (domains.isEmpty()) {
      Inspector.folders(Shm.root()).forEach(folders::add);
    }
    for (String domain : domains) {
      DomainInfo found = Domains.existing(spec, domain);
      folders.add(found.folder());
    }
    return folders;
  }

  /** One domain that cannot be cleaned does not keep the others from being cleaned. */
  private void clean(Path folder) {
    Cleaner cleaner = new Cleaner(dryRun);
    try {
      List<Leftover> gone = delete ? List.of(cleaner.delete(folder)) : cleaner.clean(folder);
      gone.forEach(this::print);
    } catch (IOException | IpcException | InternalError e) {
      failed = true;
      PrintWriter err = spec.commandLine().getErr();
      String message =
          "ipc clean: " + (e instanceof IOException ? folder + ": " : "") + e.getMessage();
      err.println(spec.commandLine().getColorScheme().errorText(message));
    }
  }

  private void print(Leftover leftover) {
    removed++;
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(leftover) : text(leftover));
    out.flush();
  }

  private String json(Leftover leftover) {
    return new JsonLine()
        .put("what", leftover.what().name().toLowerCase(Locale.ROOT))
        .put("domain", String.valueOf(leftover.domain().getFileName()))
        .put("path", leftover.path().toString())
        .put("bytes", leftover.bytes())
        .put("reason", leftover.reason())
        .put("removed", !dryRun)
        .toString();
  }

  private String text(Leftover leftover) {
    String what =
        switch (leftover.what()) {
          case DOMAIN -> "domain";
          case TEMPORARY -> "half made object";
          case ANONYMOUS -> "object without a name";
          case DELETED -> "half deleted object";
          case SPILL -> "item of an object that is gone";
        };
    return (dryRun ? "would remove " : "removed ")
        + what
        + " "
        + leftover.path()
        + " ("
        + Domains.count(leftover.bytes(), "byte")
        + "): "
        + leftover.reason();
  }

  private String place() {
    return domains.isEmpty() ? " in " + Shm.root() : "";
  }
}
