package dev.ipc.testkit;

import com.sun.jdi.VMDisconnectedException;
import java.time.Duration;

/**
 * A child that stops at named steps of the protocols, to be killed there.
 *
 * <p>It runs under a debugger, which halts all its threads when one arrives at a step that is
 * armed. Each arming stops it once. While it stands it cannot answer; SIGKILL reaches it.
 *
 * <pre>{@code
 * try (var child = ChildCommand.of(LockingChild.class, folder).startStepped()) {
 *   child.awaitLine("ready"); // locks taken at start-up are past
 *   child.arm("lock.release");
 *   child.send("lock and unlock");
 *   child.awaitStep("lock.release");
 *   child.kill();
 *   // now look how the others go on
 * }
 * }</pre>
 *
 * <p>Which steps there are is told by {@link Steps}.
 */
public final class SteppedChild extends ChildJvm {
  private static final Duration CONNECTING = Duration.ofSeconds(30);

  private final Debugger debugger;

  private SteppedChild(ChildCommand command, Process process, Debugger.Ear ear, Steps steps) {
    super(command, process);
    try {
      this.debugger = ear.accept(steps, "child-jvm-debugger-" + process.pid());
    } catch (RuntimeException e) {
      AssertionError failure = failure("did not connect to the debugger");
      failure.initCause(e);
      super.close();
      throw failure;
    }
  }

  static SteppedChild launch(ChildCommand command, Steps steps, String... armed) {
    try (Debugger.Ear ear = Debugger.listen(CONNECTING)) {
      ChildCommand debugged = command.withFlags("-XX:TieredStopAtLevel=1", ear.agentFlag());
      SteppedChild child = new SteppedChild(command, debugged.launch(), ear, steps);
      try {
        child.arm(armed);
        child.debugger.begin();
        return child;
      } catch (RuntimeException | Error e) {
        child.close();
        throw e;
      }
    }
  }

  /**
   * Has the child stop at the next arrival at one of these steps, whichever comes first. The others
   * stay armed.
   *
   * @param steps their names
   */
  public void arm(String... steps) {
    for (String step : steps) {
      armForHit(step, 1);
    }
  }

  /**
   * Has the child stop at a later arrival at a step.
   *
   * @param step its name
   * @param hit which arrival from now on, 1 for the next
   */
  public void armForHit(String step, int hit) {
    try {
      debugger.arm(step, hit);
    } catch (VMDisconnectedException e) {
      throw failure("ended before step " + step + " was armed");
    }
  }

  /**
   * Has the child no longer stop at a step.
   *
   * @param step its name
   */
  public void disarm(String step) {
    debugger.disarm(step);
  }

  /**
   * Waits until the child stands at a step.
   *
   * @return the name of the step
   * @throws AssertionError if the child ends, or does not arrive for {@link Eventually#PATIENCE}
   */
  public String awaitStep() {
    return debugger
        .awaitStanding(Eventually.PATIENCE)
        .orElseThrow(() -> failure("did not arrive at a step: " + debugger.describe()));
  }

  /**
   * Waits until the child stands at the step that the test expects.
   *
   * @param step its name
   * @throws AssertionError if it stands at another, ends, or does not arrive
   */
  public void awaitStep(String step) {
    String standing = awaitStep();
    if (!standing.equals(step)) {
      throw failure("should stand at step " + step + " but stands at " + standing);
    }
  }

  /** Lets the child go on from where it stands. */
  public void resume() {
    if (!debugger.resume()) {
      throw new IllegalStateException("the child does not stand at a step; call awaitStep first");
    }
  }

  @Override
  String state() {
    return super.state() + debugger.standing().map(step -> ", standing at step " + step).orElse("");
  }

  @Override
  public void close() {
    super.close();
    debugger.awaitEnd();
  }
}
