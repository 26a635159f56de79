package dev.ipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.codec.Codec;
import dev.ipc.codec.CodecException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Side;
import dev.ipc.shm.support.Side.Call;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pipe promises, to threads of both sorts, here and in another JVM. */
@ExtendWith(LeakLedger.class)
class SharedPipeContractTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int MANY = 20_000;
  private static final int SENT_BY_EACH = 200_000;

  private Shm shm;
  private SharedPipe<Object> pipe;
  private Connection<Object> here;
  private Connection<Object> there;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    pipe = shm.create(SharedPipe.duplex(Codec.objects(), 4096));
    here = pipe.first();
    there = pipe.second();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private static String stateOf(SharedPipe<?> pipe) {
    return pipe.state();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldPassObjectsInOrderBothWaysWhenEachSideHasAnEnd(Side.Where where) throws Exception {
    Connection<Object> end = there;
    try (Side side = where.open()) {
      Call<Integer> echo =
          side.begin(() -> {
            int count = 0;
            try (end) {
              while (count < MANY) {
                end.send(end.receive());
                count++;
              }
            }
            return count;
          });
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < MANY; i++) {
                here.send(Map.of("number", i));
              }
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      for (int i = 0; i < MANY; i++) {
        assertThat(here.receive()).isEqualTo(Map.of("number", i));
      }
      sender.join();
      assertThat(echo.result()).isEqualTo(MANY);
      assertThatThrownBy(here::receive).isInstanceOf(PipeEndedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldPassBytesWholeWhenTheyAreOfAnyLength(Side.Where where) throws Exception {
    Connection<Object> end = there;
    int[] lengths = {0, 1, 0, 0, 47, 48, 49, 1000, 1008, 1009, 1010, 5000, 0, 100_000, 1 << 24, 3};
    try (Side side = where.open()) {
      var sending =
          side.start(() -> {
            for (int length : lengths) {
              end.sendBytes(noise(length));
            }
            byte[] middle = noise(100);
            end.sendBytes(middle, 10, 20);
            end.close();
          });
      for (int length : lengths) {
        assertThat(here.receiveBytes()).isEqualTo(noise(length));
      }
      assertThat(here.receiveBytes()).isEqualTo(Arrays.copyOfRange(noise(100), 10, 30));
      sending.result();
      assertThatThrownBy(here::receiveBytes)
          .isInstanceOf(PipeEndedException.class)
          .hasMessageContaining("the other end of first end")
          .hasMessageContaining("is closed; make a new pipe");
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldReceiveAllAndThenTheEndWhenTheOtherCloses(Side.Where where) throws Exception {
    Connection<Object> end = there;
    try (Side side = where.open()) {
      side.perform(() -> {
        end.send("a");
        end.send(null);
        end.send("c");
        end.close();
      });
      assertThatThrownBy(() -> here.send("x"))
          .isInstanceOfSatisfying(PipeEndedException.class, e -> assertThat(e.death()).isEmpty());
      assertThat(here.poll()).isTrue();
      List<Object> all = new ArrayList<>();
      here.forEachUntilEnd(all::add);
      assertThat(all).containsExactly("a", null, "c");
      assertThat(here.poll()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldEndWaitsWhenTheOtherCloses(Side.Where where) throws Exception {
    Connection<Object> end = there;
    try (Side side = where.open()) {
      var receiving = side.begin(() -> end.receive());
      Eventually.until("it waits", () -> stateOf(pipe).contains("to second: 0 of 4096 bytes, awa"));
      here.close();
      assertThat(receiving.failure()).isInstanceOf(PipeEndedException.class);

      SharedPipe<Object> full = shm.create(SharedPipe.oneWay(Codec.objects(), 1024));
      Connection<Object> writer = full.first();
      Connection<Object> reader = full.second();
      var sending =
          side.start(() -> {
            while (true) {
              writer.send("x");
            }
          });
      Eventually.until("it waits", () -> stateOf(full).contains("room awaited"));
      reader.close();
      assertThat(sending.failure()).isInstanceOf(PipeEndedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLeaveWithoutHarmWhenInterruptedOrOutOfTime(Side.Where where) throws Exception {
    Connection<Object> end = there;
    try (Side side = where.open()) {
      long waited =
          side.call(() -> {
            long start = System.nanoTime();
            assertThatThrownBy(() -> end.receive(Duration.ofMillis(60)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("second end of");
            assertThat(end.poll(Duration.ofMillis(60))).isFalse();
            while (end.send("x", Duration.ZERO)) {
              assertThat(end.poll()).isFalse();
            }
            assertThat(end.send("y", Duration.ofMillis(60))).isFalse();
            assertThat(end.sendBytes(new byte[5000], Duration.ofMillis(60))).isFalse();
            return System.nanoTime() - start;
          });
      assertThat(Duration.ofNanos(waited)).isGreaterThanOrEqualTo(Duration.ofMillis(240));

      side.perform(() -> {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> end.send("z")).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(end::receive).isInstanceOf(InterruptedException.class);
        Thread self = Thread.currentThread();
        Thread.startVirtualThread(() -> {
          Eventually.until(
              "it waits",
              () ->
                  self.getState() == Thread.State.TIMED_WAITING
                      || self.getState() == Thread.State.RUNNABLE);
          self.interrupt();
        });
        assertThatThrownBy(end::receive).isInstanceOf(InterruptedException.class);
      });
      while (here.poll()) {
        assertThat(here.receive()).isEqualTo("x");
      }
    }
  }

  @Test
  void shouldDropWhatASenderGaveUpWhenItSendsTheNext() throws Exception {
    assertThat(here.sendBytes(new byte[10_000], Duration.ofMillis(1))).isFalse();
    assertThatThrownBy(() -> there.receive(Duration.ofMillis(10)))
        .isInstanceOf(TimeoutException.class);
    assertThat(here.sendBytes(new byte[20_000], Duration.ofMillis(1))).isFalse();
    assertThatThrownBy(() -> there.receive(Duration.ofMillis(10)))
        .isInstanceOf(TimeoutException.class);
    here.send("whole");
    assertThat(there.receive()).isEqualTo("whole");
    assertThat(here.sendBytes(new byte[10_000], Duration.ofMillis(1))).isFalse();
    here.close();
    assertThatThrownBy(there::receive).isInstanceOf(PipeEndedException.class);
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLeaveWhenItsOwnEndIsClosedWhileItWaits(Side.Where where) {
    Connection<Object> end = there;
    SharedPipe<Object> all = pipe;
    try (Side side = where.open()) {
      side.perform(() -> {
        Thread polling =
            Thread.startVirtualThread(() ->
                assertThatThrownBy(() -> end.poll(LONG)).isInstanceOf(RegionClosedException.class));
        Thread closing =
            Thread.startVirtualThread(() -> {
              Eventually.until("they wait", () -> stateOf(all).contains("awaited"));
              end.close();
            });
        assertThatThrownBy(end::receive)
            .isInstanceOf(RegionClosedException.class)
            .hasMessageContaining("second end of")
            .hasMessageContaining("was closed in this process");
        polling.join();
        closing.join();
        assertThat(end.isClosed()).isTrue();
        assertThatThrownBy(() -> end.send("x")).isInstanceOf(RegionClosedException.class);
        end.close();
      });
      assertThatThrownBy(() -> here.send("x")).isInstanceOf(PipeEndedException.class);
    }
  }

  @Test
  void shouldLeaveAndEndTheOtherWhenTheHandleIsClosedWhileItWaits() {
    SharedPipe<Object> mine = shm.create("p", SharedPipe.duplex());
    SharedPipe<Object> other = shm.open("p", SharedPipe.duplex());
    Connection<Object> end = mine.first();
    Connection<Object> far = other.second();
    Thread waiting =
        Thread.startVirtualThread(
            () -> assertThatThrownBy(end::receive).isInstanceOf(RegionClosedException.class));
    Eventually.until("it waits", () -> stateOf(mine).contains("awaited"));
    mine.close();
    Eventually.until("it leaves", () -> !waiting.isAlive());
    assertThatThrownBy(far::receive).isInstanceOf(PipeEndedException.class);
    assertThatThrownBy(end::receive).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(other::first).isInstanceOf(PipeEndedException.class);
  }

  @Test
  void shouldReceiveAllThatWasSentWhenAnotherThreadClosesTheEndMeanwhile() throws Exception {
    for (int round = 0; round < 200; round++) {
      SharedPipe<Object> small = shm.create(SharedPipe.oneWay(Codec.objects(), 1024));
      Connection<Object> writer = small.first();
      Connection<Object> reader = small.second();
      AtomicInteger sent = new AtomicInteger();
      Thread sending =
          Thread.ofPlatform()
              .start(() ->
                  assertThatThrownBy(
                          () -> {
                            while (true) {
                              writer.send("x");
                              sent.incrementAndGet();
                            }
                          })
                      .isInstanceOf(RegionClosedException.class));
      for (int i = 0; i < round; i++) {
        reader.receive();
      }
      Thread closing = Thread.ofPlatform().start(writer::close);
      int[] received = {round};
      reader.forEachUntilEnd(object -> received[0]++);
      closing.join();
      sending.join();
      assertThat(received[0]).isEqualTo(sent.get());
      small.close();
    }
  }

  @Test
  void shouldRefuseASecondThreadWhenOneIsInside() throws Exception {
    Thread waiting =
        Thread.startVirtualThread(
            () -> assertThatThrownBy(there::receive).isInstanceOf(PipeEndedException.class));
    Eventually.until("it waits", () -> stateOf(pipe).contains("awaited"));
    assertThatThrownBy(there::receive)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot receive: another thread does at this moment");
    assertThatThrownBy(() -> there.send(there))
        .isInstanceOf(CodecException.class)
        .hasStackTraceContaining("another thread does at this moment");
    there.send("meanwhile");
    assertThat(here.receive()).isEqualTo("meanwhile");
    here.close();
    waiting.join();
  }

  /** Long enough for each to be the one that the turn is left to, again and again. */
  @Test
  void shouldLoseNothingWhenTwoThreadsSendAtTheSameTime() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      threads.add(Thread.ofPlatform().start(() -> sendAll(name, refused)));
    }
    Map<String, Integer> received = new HashMap<>();
    for (int i = 0; i < 2 * SENT_BY_EACH; i++) {
      String[] message = ((String) there.receive()).split(" ", -1);
      assertThat(Integer.parseInt(message[1])).isEqualTo(received.getOrDefault(message[0], 0));
      received.merge(message[0], 1, Integer::sum);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(received).containsOnly(entry("a", SENT_BY_EACH), entry("b", SENT_BY_EACH));
    assertThat(refused).hasPositiveValue();
  }

  @SuppressWarnings("ThreadPriorityCheck") // it need not come in, it only may
  private void sendAll(String name, AtomicInteger refused) {
    for (int i = 0; i < SENT_BY_EACH; ) {
      try {
        here.send(name + " " + i);
        i++;
        if (i % 1_000 == 0) {
          Thread.yield(); // the other may come in, for a thousand or so
        }
      } catch (IllegalStateException e) {
        refused.incrementAndGet();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void shouldRefuseTheWrongDirectionWhenItIsOneWay() throws Exception {
    SharedPipe<String> oneWay = shm.create(SharedPipe.oneWay(String.class));
    Connection<String> writer = oneWay.first();
    Connection<String> reader = oneWay.second();
    writer.send("a");
    assertThat(reader.receive()).isEqualTo("a");
    assertThatThrownBy(writer::receive)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("cannot receive at the first end of")
        .hasMessageContaining("the pipe is one-way, and this end only sends");
    assertThatThrownBy(writer::poll).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> reader.send("b")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldKeepTheMessageInTheErrorWhenTheBufferIsTooShort() throws Exception {
    byte[] buffer = new byte[10];
    here.sendBytes(new byte[] {1, 2, 3});
    assertThat(there.receiveBytesInto(buffer, 7)).isEqualTo(3);
    assertThat(buffer).endsWith(1, 2, 3);
    here.sendBytes(new byte[] {4, 5, 6, 7});
    here.sendBytes(new byte[0]);
    assertThatThrownBy(() -> there.receiveBytesInto(buffer, 7))
        .isInstanceOfSatisfying(
            BufferTooShortException.class, e -> assertThat(e.content()).containsExactly(4, 5, 6, 7))
        .hasMessageContaining("bytes=4, room=3");
    assertThat(buffer).endsWith(1, 2, 3);
    assertThat(there.receiveBytesInto(buffer, 10)).isZero();
    assertThatThrownBy(() -> there.receiveBytesInto(buffer, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> here.sendBytes(buffer, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldSendNothingWhenTheObjectCannotTravel() throws Exception {
    assertThatThrownBy(() -> here.send(Thread.currentThread())).isInstanceOf(CodecException.class);
    here.send("next");
    assertThat(there.receive()).isEqualTo("next");
    here.sendBytes(new byte[] {-1, -1, -1});
    here.send("last");
    assertThatThrownBy(there::receive).isInstanceOf(CodecException.class);
    assertThat(there.receive()).isEqualTo("last");
  }

  @Test
  void shouldBelongToWhereItArrivedWhenItWasSent() throws Exception {
    Connection<Object> end = there;
    try (Side side = Side.Where.THERE.open()) {
      side.perform(() -> end.send("from there"));
      assertThat(here.receive()).isEqualTo("from there");
      assertThat(there.isClosed()).isTrue();
      assertThatThrownBy(() -> there.send("x"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot send: second end of")
          .hasMessageContaining("an end is of one process at a time");
      assertThatThrownBy(pipe::second)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot take: second end of");
      there.close();
      side.perform(() -> end.send("still"));
      assertThat(here.receive()).isEqualTo("still");
      Connection<Object> back = side.call(() -> end);
      assertThat(back).isSameAs(there);
      there.send("back");
      assertThat(here.receive()).isEqualTo("back");
    }
    there.send("alive");
    assertThat(here.receive()).isEqualTo("alive");
  }

  @Test
  void shouldTakeItBackWhenItDidNotArrive() throws Exception {
    SharedPipe<Object> carrier = shm.create(SharedPipe.duplex());
    Connection<Object> left = carrier.first();
    Connection<Object> right = carrier.second();
    left.send(there);
    assertThatThrownBy(() -> there.send("x"))
        .hasMessageContaining("it was sent to another process; take it back first");
    assertThat(pipe.second()).isSameAs(there);
    there.send("x");
    assertThat(here.receive()).isEqualTo("x");
    assertThat(right.receive()).isSameAs(there);
    there.send("y");
    assertThat(here.receive()).isEqualTo("y");

    left.send(List.of(there, 5));
    assertThat(right.receive()).isEqualTo(List.of(there, 5));
    there.send("z");
    assertThat(here.receive()).isEqualTo("z");
  }

  @Test
  void shouldBeOfOneHandleWhenAProcessHasTwo() {
    SharedPipe<Object> one = shm.create("two", SharedPipe.duplex());
    SharedPipe<Object> two = shm.open("two", SharedPipe.duplex());
    one.first();
    assertThatThrownBy(two::first)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another handle of this process has it");
    two.second();
    one.first().close();
    assertThatThrownBy(one::first)
        .isInstanceOf(PipeEndedException.class)
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> shm.open("two", SharedPipe.oneWay()))
        .isInstanceOf(RegionFormatException.class);
  }

  @Test
  void shouldShowItsStateWhenAsked() throws Exception {
    SharedPipe<Object> fresh = shm.create(SharedPipe.oneWay());
    assertThat(stateOf(fresh))
        .isEqualTo("first end free, second free, to second: 0 of 1048576 bytes");
    here.send("x");
    assertThat(stateOf(pipe)).contains("to second: 64 of 4096 bytes, to first: 0 of 4096 bytes");
    there.close();
    assertThat(there.toString()).startsWith("Connection[closed, second end of ");
    assertThat(stateOf(pipe)).contains("second closed");
    assertThatThrownBy(() -> SharedPipe.duplex(Codec.objects(), 0))
        .hasMessageContaining("capacityBytes=0");
  }
}
