package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc ls}. */
@Command(
    name = "ls",
    description = {
      "List the domains, who is in them, and their objects with value or state.",
      "",
      "It only looks: it joins no domain and changes nothing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc ls",
      "  ipc ls orders",
      "  ipc ls /var/lib/app/shared          a domain outside the root",
      "  ipc ls --json | grep '\"broken\":true'"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DOMAIN",
      description = "Only this one: its name, or the path of its folder.")
  private @Nullable String domain;

  @Option(
      names = "--json",
      description = "Print one JSON object per domain, member, object and other file.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<DomainInfo> domains =
        domain == null ? Domains.all() : List.of(Domains.existing(spec, domain));
    if (json) {
      domains.forEach(each -> DomainJson.lines(each).forEach(out::println));
    } else if (domains.isEmpty()) {
      out.println("no domains in " + Shm.root());
    } else {
      DomainText text = new DomainText(out);
      domains.forEach(text::print);
    }
    return ExitCode.OK;
  }
}
