package dev.ipc.cli.race;

import dev.ipc.Action;
import dev.ipc.IpcException;
import dev.ipc.process.JvmOptions;
import dev.ipc.process.JvmProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The processes of one race. None goes on without the others: if one fails, the race is over. */
final class Team implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The report tells of a death; a line of the log would cut through it. */
  private static final JvmOptions QUIET =
      JvmOptions.DEFAULTS.flags(List.of("-Dorg.slf4j.simpleLogger.log.dev.ipc=error"));

  private final List<JvmProcess> members = new ArrayList<>();

  JvmProcess start(String name, Action action) {
    JvmProcess process = JvmProcess.start(QUIET.name(name), action);
    members.add(process);
    return process;
  }

  JvmProcess[] members() {
    return members.toArray(JvmProcess[]::new);
  }

  /** Waits a little for a process. Returns true once it has ended well. */
  boolean awaitEnd(JvmProcess process) throws InterruptedException {
    boolean ended = process.join(LOOK_AGAIN);
    check();
    return ended;
  }

  /** Kills a member, whose end is no failure then. */
  void kill(JvmProcess member) throws InterruptedException {
    members.remove(member);
    member.kill();
    if (!member.join(PATIENCE)) {
      throw new IpcException("killed process does not end: " + describe(member));
    }
  }

  /** Ends the race if a member failed. */
  void check() {
    for (JvmProcess member : members) {
      if (member.exitCode().orElse(0) != 0) {
        throw new IpcException(
            "race not finished: " + describe(member) + " died; see what it printed");
      }
    }
  }

  private static String describe(JvmProcess member) {
    String exit = member.exitCode().isPresent() ? "" + member.exitCode().getAsInt() : "none";
    return member.name() + ", pid=" + member.pid() + ", exitCode=" + exit;
  }

  /** Kills whoever still runs. */
  @Override
  public void close() {
    members.forEach(JvmProcess::kill);
    try {
      for (JvmProcess member : members) {
        member.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they end without being waited for
    }
  }
}
