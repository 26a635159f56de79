package dev.ipc.cli;

import dev.ipc.IpcException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells what went wrong in one sentence, and where only if that was asked for. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Ipc ipc;

  Errors(Ipc ipc) {
    this.ipc = ipc;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    if (args.length == 0) {
      line.usage(line.getErr());
    } else {
      String name = line.getCommandSpec().qualifiedName();
      print(line, name + ": " + e.getMessage() + "; see " + name + " --help", e);
    }
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
    print(line, line.getCommandSpec().qualifiedName() + ": " + sentence(e), e);
    return ExitCode.SOFTWARE;
  }

  private static String sentence(Exception e) {
    if (e instanceof InterruptedException) {
      return "interrupted";
    }
    if (e instanceof IpcException || e instanceof UncheckedIOException) {
      return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }
    return "unexpected " + e + "; --trace shows where";
  }

  private void print(CommandLine line, String sentence, Exception e) {
    PrintWriter err = line.getErr();
    err.println(line.getColorScheme().errorText(sentence));
    if (ipc.trace()) {
      e.printStackTrace(err);
    }
  }
}
