package dev.ipc.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Workers that do a job together. They end with it, also when this JVM dies: their input ends. */
final class Team implements AutoCloseable {
  private static final Duration BEFORE_START = Duration.ofMillis(2);

  private final List<Member> members = new ArrayList<>();

  /**
   * What one side did.
   *
   * @param operations how many
   * @param nanos in what time, or when
   */
  record Share(long operations, long nanos) {}

  private record Member(Process process, BufferedReader out, PrintWriter in) {
    static Member start(List<String> command) throws IOException {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      return new Member(
          process, process.inputReader(), new PrintWriter(process.outputWriter(), true));
    }

    String read() throws IOException {
      String line = out.readLine();
      if (line == null) {
        int exit = process.onExit().join().exitValue();
        throw new IOException(
            "worker ended: command="
                + process.info().commandLine().orElse("pid " + process.pid())
                + ", exitCode="
                + exit
                + "; see what it printed");
      }
      return line;
    }
  }

  /** Starts the workers and waits until they are ready. */
  static Team start(List<List<String>> commands) throws IOException {
    Team team = new Team();
    try {
      for (List<String> command : commands) {
        team.members.add(Member.start(command));
      }
      for (Member member : team.members) {
        String line = member.read();
        if (!line.equals("ready")) {
          throw new IOException("worker not ready: it said '" + line + "'");
        }
      }
      return team;
    } catch (Throwable t) {
      team.close();
      throw t;
    }
  }

  /** Lets all work at the same time. */
  List<Share> work(Duration window) throws IOException {
    long start = System.nanoTime() + BEFORE_START.toNanos();
    tell(start, start + window.toNanos());
    return shares();
  }

  /** Tells all when to start and stop. */
  void tell(long start, long stop) {
    members.forEach(member -> member.in.println(start + " " + stop));
  }

  /** What they did; waits until they have done it. */
  List<Share> shares() throws IOException {
    List<Share> shares = new ArrayList<>();
    for (Member member : members) {
      String[] numbers = member.read().split(" ", -1);
      for (int i = 0; i < numbers.length; i += 2) {
        shares.add(new Share(Long.parseLong(numbers[i]), Long.parseLong(numbers[i + 1])));
      }
    }
    return shares;
  }

  /** Kills all. They are dead for the kernel, and gone, when this returns. */
  void kill() {
    members.forEach(member -> member.process.destroyForcibly());
    members.forEach(member -> member.process.onExit().join());
  }

  @Override
  public void close() {
    members.forEach(member -> member.in.close());
    for (Member member : members) {
      try {
        member.process.waitFor(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      member.process.destroyForcibly().onExit().join();
    }
  }
}
