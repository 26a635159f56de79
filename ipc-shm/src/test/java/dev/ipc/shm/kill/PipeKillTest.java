package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.codec.Codec;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.process.JvmProcess;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.LeakLedger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process that has an end of a pipe, at each step of what it does with it. */
@ExtendWith(LeakLedger.class)
final class PipeKillTest {
  static final List<String> TAKING = List.of("pipe.take", "pipe.taken");
  static final List<String> SENDING =
      List.of("ring.write", "ring.published", "ring.passed", "pipe.part");
  static final List<String> RECEIVING = List.of("pipe.receive", "ring.take", "ring.taken");
  static final List<String> CLOSING = List.of("pipe.close", "pipe.closed");
  static final List<String> BURYING = List.of("pipe.bury", "pipe.buried");

  static Stream<String> steps() {
    return Stream.of(TAKING, SENDING, RECEIVING, CLOSING, BURYING).flatMap(List::stream);
  }

  private Shm shm;
  private SharedPipe<Object> pipe;
  private Connection<Object> here;
  private Connection<Object> there;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    pipe = shm.create(SharedPipe.duplex(Codec.objects(), 1024));
    here = pipe.first();
    there = pipe.second();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Kills a process at a step; gives its number. */
  private static long killAt(String step, Side.Deed deed) {
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(deed);
      victim.stepped().awaitStep(step);
      long pid = victim.process().pid();
      victim.kill();
      return pid;
    }
  }

  private static void assertEnded(Optional<Long> pid, ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            PipeEndedException.class,
            e -> assertThat(e.death().map(death -> death.pid())).isEqualTo(pid));
  }

  @ParameterizedTest
  @FieldSource("TAKING")
  void shouldTakeItBackOrSeeTheEndWhenTheReceiverOfTheEndIsKilledAt(String step)
      throws InterruptedException {
    Connection<Object> end = there;
    long pid = killAt(step, () -> end.send("never"));
    if (step.equals("pipe.take")) {
      pipe.second().send("back");
      assertThat(here.receive()).isEqualTo("back");
    } else {
      assertEnded(Optional.of(pid), here::receive);
      assertEnded(Optional.of(pid), () -> here.send("x"));
      assertEnded(Optional.of(pid), pipe::second);
    }
  }

  @ParameterizedTest
  @FieldSource("SENDING")
  void shouldReceiveMessageWholeOrNotWhenSenderIsKilledAt(String step) throws InterruptedException {
    Connection<Object> end = there;
    byte[] message = new byte[step.equals("pipe.part") ? 5_000 : 50];
    long pid = killAt(step, () -> end.sendBytes(message));
    if (step.equals("ring.published") || step.equals("ring.passed")) {
      assertThat(here.receiveBytes()).isEqualTo(message);
    }
    assertEnded(Optional.of(pid), here::receive);
  }

  @ParameterizedTest
  @FieldSource("RECEIVING")
  void shouldSeeTheEndWhenReceiverIsKilledAt(String step) throws InterruptedException {
    Connection<Object> end = there;
    here.send("a");
    here.send("b");
    long pid = killAt(step, end::receive);
    assertEnded(
        Optional.of(pid),
        () -> {
          while (true) {
            here.send("more");
          }
        });
    assertEnded(Optional.of(pid), here::receive);
  }

  @ParameterizedTest
  @FieldSource("CLOSING")
  void shouldReceiveAllAndThenTheEndWhenItIsKilledAt(String step) throws InterruptedException {
    Connection<Object> end = there;
    long pid =
        killAt(
            step,
            () -> {
              end.send("a");
              end.close();
            });
    assertThat(here.receive()).isEqualTo("a");
    assertEnded(step.equals("pipe.close") ? Optional.of(pid) : Optional.empty(), here::receive);
  }

  @ParameterizedTest
  @FieldSource("BURYING")
  void shouldFindBothDeadWhenWhoFindsTheOtherDeadIsKilledAt(String step) {
    Connection<Object> near = here;
    Connection<Object> far = there;
    try (Partner first = Partner.start();
        Partner finder = Partner.startStepped(step)) {
      assertThat(first.<Boolean>call(() -> far.isClosed())).isFalse();
      finder.start(near::receive);
      first.kill();
      finder.stepped().awaitStep(step);
      finder.kill();
      assertEnded(Optional.of(finder.process().pid()), pipe::first);
      assertEnded(Optional.of(first.process().pid()), pipe::second);
    }
  }

  @Test
  void shouldSeeTheEndWhenWhoSentItAwayIsKilledBeforeItArrives() throws InterruptedException {
    Connection<Object> end = there;
    SharedQueue<Object> queue = shm.create(SharedQueue.ofObjects());
    try (Partner sender = Partner.start()) {
      sender.perform(() -> queue.put(end));
      sender.kill();
      Optional<Long> pid = Optional.of(sender.process().pid());
      assertEnded(pid, here::receive);
      Connection<?> late = (Connection<?>) queue.take();
      assertEnded(pid, late::receive);
    }
  }

  @Test
  void shouldSeeTheEndWhenAChildIsKilledBeforeTheEndArrives() throws InterruptedException {
    Connection<Object> end = there;
    JvmProcess child = JvmProcess.start(() -> end.send("too early"));
    child.kill();
    assertThatThrownBy(here::receive).isInstanceOf(PipeEndedException.class);
    child.join();
  }

  @Test
  void shouldSeeTheEndWhenAChildEndsWithoutClosing() throws InterruptedException {
    Connection<Object> end = there;
    JvmProcess child = JvmProcess.start(() -> end.send("last"));
    end.close();
    assertThat(here.receive()).isEqualTo("last");
    assertThatThrownBy(here::receive).isInstanceOf(PipeEndedException.class);
    child.join();
    assertThat(child.exitCode()).hasValue(0);
  }
}
