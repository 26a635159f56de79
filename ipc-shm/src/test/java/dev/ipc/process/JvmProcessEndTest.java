package dev.ipc.process;

import static dev.ipc.process.JvmProcessTest.assertEndsWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a child JVM ends, and how that is waited for. */
@ExtendWith(LeakLedger.class)
class JvmProcessEndTest {
  private Shm shm;
  private SharedInt value;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    value = shm.create("value", SharedInt.initially(1));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @Test
  void shouldEndWithOneWhenTheFunctionThrows() throws Exception {
    assertEndsWith(
        1,
        JvmProcess.start(() -> {
          throw new IOException("this trace belongs to a test");
        }));
  }

  @Test
  void shouldEndWith137WhenItIsKilled() throws Exception {
    JvmProcess process = startSleeper(value);
    process.kill();
    assertEndsWith(137, process);
    process.kill();
    process.terminate();
    assertThat(process.exitCode()).hasValue(137);
  }

  @Test
  void shouldEndWith143AndRunItsHooksWhenItIsTerminated() throws Exception {
    JvmProcess process = startSleeper(value);
    process.terminate();
    assertEndsWith(143, process);
    assertThat(value.get()).isEqualTo(3);
  }

  /** A process that is in its function, which does not end. */
  private static JvmProcess startSleeper(SharedInt state) {
    JvmProcess process =
        JvmProcess.start(() -> {
          Runtime.getRuntime().addShutdownHook(new Thread(() -> state.set(3)));
          state.set(2);
          TimeUnit.DAYS.sleep(1);
        });
    Eventually.until("the function runs", () -> state.get() == 2);
    return process;
  }

  @Test
  void shouldWaitUntilTheTimeIsOverAndNotLess() throws Exception {
    JvmProcess process = startSleeper(value);
    for (long millis : new long[] {-1, 0, 1, 60}) {
      long start = System.nanoTime();
      assertThat(process.join(Duration.ofMillis(millis))).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(millis * 1_000_000);
    }
    assertThat(process.join(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    Background<Boolean> waiter =
        Background.of(() -> process.join(Duration.ofSeconds(Long.MAX_VALUE)));
    process.kill();
    assertThat(waiter.result()).isTrue();
    process.join();
    assertThat(process.join(Duration.ZERO)).isTrue();
  }

  @Test
  void shouldThrowAndLetTheChildGoOnWhenAJoinIsInterrupted() throws Exception {
    JvmProcess process = startSleeper(value);
    for (Background.Work join :
        List.<Background.Work>of(process::join, () -> process.join(Duration.ofDays(1)))) {
      Background<Void> waiter = Background.start(join);
      waiter.thread().interrupt();
      assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(process.isAlive()).isTrue();
    process.kill();
    assertEndsWith(137, process);
  }

  @Test
  void shouldWorkAndStayInterruptedWhenCalledByAnInterruptedThread() throws Exception {
    SharedInt shared = value;
    Thread.currentThread().interrupt();
    JvmProcess process =
        JvmProcess.start(() -> {
          shared.set(2);
          TimeUnit.DAYS.sleep(1);
        });
    assertThat(process.isAlive()).isTrue();
    assertThat(process.exitCode()).isEmpty();
    assertThat(process.pid()).isPositive();
    assertThat(process.toString()).contains("pid " + process.pid());
    Eventually.until("the function runs", () -> shared.get() == 2);
    process.terminate();
    process.kill();
    assertThat(Thread.interrupted()).as("stayed interrupted").isTrue();

    process.join();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldRefuseWhenItIsStartedTwiceOrNotAtAll() throws Exception {
    JvmProcess process = new JvmProcessTest.Multiplier(value, 2);
    assertThat(process).hasToString("JvmProcess[multiplier, not started]");
    assertThat(process.isAlive()).isFalse();
    for (Background.Work early :
        List.<Background.Work>of(
            process::join,
            () -> process.join(Duration.ZERO),
            process::pid,
            process::exitCode,
            process::ending,
            () -> process.onExit().join(),
            () -> JvmProcess.waitAny(List.of(process), Duration.ZERO),
            process::terminate,
            process::kill)) {
      assertThatThrownBy(early::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("process multiplier was not started; call start() first");
    }
    process.start();
    assertThat(process).hasToString("JvmProcess[multiplier, pid " + process.pid() + "]");
    assertThatThrownBy(process::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "process multiplier was started before, as pid " + process.pid() + "; make a new one");
    assertEndsWith(0, process);
    assertThatThrownBy(process::start).isInstanceOf(IllegalStateException.class);
    assertThat(process)
        .hasToString("JvmProcess[multiplier, pid " + process.pid() + ", ended with 0]");
    assertThat(value.get()).as("ran once").isEqualTo(2);
  }

  @Test
  void shouldWaitForThreadsOfTheChildWhenTheyAreNoDaemons() throws Exception {
    SharedInt shared = value;
    JvmProcess process =
        JvmProcess.start(() ->
            new Thread(
                    () -> {
                      Eventually.until("the test goes on", () -> shared.get() == 2);
                      shared.set(3);
                    })
                .start());
    shared.set(2);

    assertEndsWith(0, process);
    assertThat(shared.get()).isEqualTo(3);
  }

  @Test
  void shouldTellWhoEndedFirstWhenThereAreSeveral() throws Exception {
    JvmProcess sleeper = startSleeper(value);
    JvmProcess quick = JvmProcess.start(() -> {});
    CompletableFuture<JvmProcess> exit = quick.onExit();
    List<JvmProcess> both = List.of(sleeper, quick);

    assertThat(JvmProcess.waitAny(List.of(sleeper), Duration.ofMillis(1))).isEmpty();
    assertThat(JvmProcess.waitAny(both, Eventually.PATIENCE)).hasValue(quick);
    assertThat(exit.get(1, TimeUnit.MINUTES)).isSameAs(quick);
    assertThat(sleeper.onExit().cancel(false)).isTrue();
    quick.close();
    quick.close();
    assertThatThrownBy(sleeper::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "process "
                + sleeper.name()
                + " runs, as pid "
                + sleeper.pid()
                + "; join or kill it before it is closed");
    CompletableFuture<String> ending =
        sleeper.onExit().thenApply(process -> process.ending().orElseThrow().toString());
    sleeper.kill();
    assertThat(ending.get(1, TimeUnit.MINUTES)).isEqualTo("killed by SIGKILL (137)");
    assertThat(JvmProcess.waitAny(both, Duration.ZERO)).hasValue(sleeper);
  }
}
