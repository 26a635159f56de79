package dev.ipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionExistsException;
import dev.ipc.Waitable;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.shm.support.Side.Call;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections between those who know a name: made, refused, given up; and nothing left of them. */
@ExtendWith(LeakLedger.class)
@MayRemain(threads = "ipc-virtual-sleepers") // ends when no virtual thread has slept for a while
class ListenerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private Shm shm;
  private Listener<Object> door;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    door = shm.create("door", Listener.ofObjects());
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Files of pipes in the domain. */
  private long pipes() {
    try (Stream<java.nio.file.Path> files = Files.list(shm.folder())) {
      return files.filter(file -> file.getFileName().toString().startsWith(".anon")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitAsked(Listener<?> listener) throws InterruptedException {
    assertThat(listener.awaitReady(LONG)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldPassObjectsBothWaysWhenOthersConnect(Side.Where where) throws Exception {
    Shm domain = shm;
    try (Side side = where.open()) {
      List<Call<Object>> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int number = i;
        clients.add(
            side.begin(() -> {
              try (domain) { // a Shm of its own, since work travels
                Listener<Object> found = domain.open("door", Listener.ofObjects());
                try (Connection<Object> server = found.connect(LONG)) {
                  server.send(number);
                  return server.receive();
                }
              }
            }));
      }
      for (int i = 0; i < 20; i++) {
        try (Connection<Object> client = door.accept()) {
          client.send("number " + client.receive());
          assertThatThrownBy(client::receive).isInstanceOf(PipeEndedException.class);
        }
      }
      for (int i = 0; i < 20; i++) {
        assertThat(clients.get(i).result()).isEqualTo("number " + i);
      }
      assertThat(pipes()).isZero();
    }
    assertThat(door.isReady()).isFalse();
  }

  @Test
  @SuppressWarnings("try") // closing is what is tested
  void shouldSendNothingButWhatIsSentWhenBothAreInOneProcess() throws Exception {
    Background<Connection<Object>> connecting = Background.of(() -> door.connect());
    try (Connection<Object> client = door.accept(LONG);
        Connection<Object> server = connecting.result()) {
      assertThat(server.poll()).isFalse();
      assertThat(client.poll()).isFalse();
      assertThat(pipes()).isEqualTo(1);
      client.send("last");
      client.close();
      assertThat(pipes()).isZero();
      assertThat(server.receive()).isEqualTo("last");
      assertThatThrownBy(server::receive).isInstanceOf(PipeEndedException.class);
      assertThat(server.isClosed()).isFalse();
    }
  }

  @Test
  void shouldGiveUpAndLeaveNothingWhenNobodyAcceptsOrConnects() throws Exception {
    long start = System.nanoTime();
    assertThatThrownBy(() -> door.connect(SHORT))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("nobody accepted within PT0.05S at " + shm.folder());
    assertThatThrownBy(() -> door.accept(SHORT))
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("nobody connected within PT0.05S to " + shm.folder());
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * SHORT.toNanos());
    assertThatThrownBy(() -> door.connect(Duration.ZERO)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> door.accept(Duration.ZERO)).isInstanceOf(TimeoutException.class);

    Background<Connection<Object>> interrupted = Background.of(() -> door.connect(LONG));
    awaitAsked(door);
    interrupted.thread().interrupt();
    assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    assertThat(pipes()).isZero();
    assertThat(door.isReady()).isFalse();
  }

  @Test
  void shouldWaitToBeAmongThoseWhoWaitWhenTheBacklogIsFull() throws Exception {
    Listener<Object> narrow = shm.create("narrow", Listener.of(Codec.objects(), 1024, 1));
    Background<Connection<Object>> first = Background.of(() -> narrow.connect(LONG));
    awaitAsked(narrow);
    assertThatThrownBy(() -> narrow.connect(SHORT)).isInstanceOf(TimeoutException.class);
    Background<Connection<Object>> second = Background.of(() -> narrow.connect(LONG));
    for (Background<Connection<Object>> each : List.of(first, second)) {
      try (Connection<Object> client = narrow.accept();
          Connection<Object> server = each.result()) {
        client.send("x".repeat(5_000).substring(0, 100));
        assertThat(server.receive()).asString().hasSize(100);
      }
    }
    assertThat(pipes()).isZero();
  }

  @Test
  void shouldRefuseAllWhenItIsShutDown() throws Exception {
    Background<Connection<Object>> accepting = Background.of(() -> door.accept());
    accepting.awaitParked();
    door.shutdown();
    assertThat(accepting.failure())
        .isInstanceOf(PipeEndedException.class)
        .hasMessageContaining("cannot accept: ")
        .hasMessageContaining("was shut down; delete it and create it again");
    assertThatThrownBy(door::connect).hasMessageStartingWith("cannot connect: ");
    assertThat(door.isShutdown()).isTrue();
    assertThat(door.isReady()).isTrue();

    Listener<Object> other = shm.create("other", Listener.ofObjects());
    Background<Connection<Object>> connecting = Background.of(() -> other.connect());
    awaitAsked(other);
    other.shutdown();
    assertThat(connecting.failure())
        .isInstanceOf(PipeEndedException.class)
        .hasMessageStartingWith("cannot connect: ");
    assertThatThrownBy(() -> other.accept(Duration.ZERO)).isInstanceOf(PipeEndedException.class);
    assertThat(pipes()).isZero();
  }

  @Test
  void shouldSendThreadsAwayWhenTheHandleOrTheDomainIsClosed() throws Exception {
    Background<Connection<Object>> accepting = Background.of(() -> door.accept());
    accepting.awaitParked();
    door.close();
    assertThat(accepting.failure()).isInstanceOf(RegionClosedException.class);
    Listener<Object> again = shm.open("door", Listener.ofObjects());
    Background<Connection<Object>> connecting = Background.of(() -> again.connect(LONG));
    awaitAsked(again);
    again.close();
    assertThat(connecting.failure()).isInstanceOf(RegionClosedException.class);
    assertThat(pipes()).isZero();
    Listener<Object> third = shm.open("door", Listener.ofObjects());
    Background<Connection<Object>> late = Background.of(() -> third.connect(LONG));
    Eventually.until("it has asked", () -> pipes() == 1);
    late.awaitParked();
    shm.close();
    assertThat(late.failure()).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldGiveTheConnectionToAnotherProcessWhenItIsSentThere() throws Exception {
    Background<Connection<Object>> connecting = Background.of(() -> door.connect());
    Connection<Object> client = door.accept();
    Connection<Object> server = connecting.result();
    try (Partner worker = Partner.start()) {
      Call<Void> serving =
          worker.start(() -> {
            try (client) {
              client.send("from " + client.receive());
            }
          });
      server.send("afar");
      assertThat(server.receive()).isEqualTo("from afar");
      serving.result();
      assertThat(pipes()).isZero();
      server.close();
    }
  }

  @Test
  void shouldCloseThePipeHereWhenTheConnectionWentToAnotherProcess() throws Exception {
    Shm domain = shm;
    try (Partner client = Partner.start();
        Partner worker = Partner.start()) {
      Call<Object> asking =
          client.begin(() -> {
            try (Connection<Object> server = domain.open("door", Listener.ofObjects()).connect()) {
              return server.receive();
            }
          });
      Connection<Object> accepted = door.accept();
      worker.perform(() -> {
        try (accepted) {
          accepted.send("hello");
        }
      });
      assertThat(asking.result()).isEqualTo("hello");
      Eventually.until(
          "the pipe that is not used here is closed",
          () -> accepted.toString().startsWith("Connection[closed"));
    }
  }

  @Test
  void shouldServeAllWhenOneThreadWaitsForAnyOfThem() throws Exception {
    List<Background<Object>> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      clients.add(
          Background.of(() -> {
            try (Connection<Object> server = door.connect(LONG)) {
              server.send(number);
              return server.receive();
            }
          }));
    }
    List<Connection<Object>> open = new ArrayList<>();
    int ended = 0;
    while (ended < 3) {
      List<Waitable> all = new ArrayList<>(open);
      all.add(door);
      for (Waitable ready : Waitable.waitAny(all)) {
        if (ready.equals(door)) {
          open.add(door.accept());
          continue;
        }
        Connection<Object> client = open.get(open.indexOf(ready));
        try {
          client.send((int) client.receive(Duration.ZERO) * 10);
        } catch (PipeEndedException e) {
          client.close();
          open.remove(client);
          ended++;
        }
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(clients.get(i).result()).isEqualTo(i * 10);
    }
    assertThat(pipes()).isZero();
  }

  /** A codec of an application's own. */
  record Upper() implements Codec<String> {
    @Override
    public void encode(String value, Output out) {
      out.writeBytes(value.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String decode(Input in) {
      return new String(in.readBytes(in.remaining()), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void shouldConnectApplicationsWhenTheirCodecIsOneOfTheirOwn() throws Exception {
    Listener<String> own = shm.create("own", Listener.of(new Upper()));
    try (Partner app = Partner.start()) {
      Call<Void> serving =
          app.start(() -> {
            try (Connection<String> client = own.accept()) {
              client.send("tea " + client.receive());
            }
          });
      try (Connection<String> server = own.connect(LONG)) {
        server.send("for two");
        assertThat(server.receive()).isEqualTo("TEA FOR TWO");
      }
      serving.result();
    }
  }

  @Test
  void shouldRefuseWhatIsNoListenerOrCannotTravel() throws Exception {
    assertThatThrownBy(() -> shm.create("door", Listener.ofObjects()))
        .isInstanceOf(RegionExistsException.class);
    assertThatThrownBy(() -> Listener.of(Codec.objects(), 1024, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a backlog: 0; give 1 or more");
    assertThatThrownBy(() -> Listener.of(Codec.objects(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    Listener<Integer> numbers = shm.create("numbers", Listener.of(Integer.class));
    Background<Connection<Integer>> connecting = Background.of(() -> numbers.connect());
    try (Connection<Integer> client = numbers.accept();
        Connection<Integer> server = connecting.result()) {
      client.send(7);
      assertThat(server.receive()).isEqualTo(7);
    }
    assertThat(numbers.toString()).startsWith("Listener[who asks: 0 items");
  }
}
