package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.pipe.Connection;
import dev.ipc.pipe.Listener;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process that connects or accepts, at each step; no pipe is left of it. */
@ExtendWith(LeakLedger.class)
final class ListenerKillTest {
  static final List<String> CONNECTING = List.of("listener.ask", "listener.asked");
  static final List<String> ACCEPTING =
      List.of("listener.accept", "listener.accepted", "listener.welcomed");

  static Stream<String> steps() {
    return Stream.of(CONNECTING, ACCEPTING).flatMap(List::stream);
  }

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

  private void assertNoPipeIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(shm.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".anon"));
    }
  }

  /** Connects a thread of this process to another. */
  private void assertOthersConnect() throws Exception {
    Background<Connection<Object>> connecting = Background.of(() -> door.connect());
    assertConnects(connecting);
  }

  private void assertConnects(Background<Connection<Object>> connecting) throws Exception {
    try (Connection<Object> client = door.accept();
        Connection<Object> server = connecting.result()) {
      client.send("hello");
      assertThat(server.receive()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @FieldSource("CONNECTING")
  void shouldPassItOverWhenWhoConnectsIsKilledAt(String step) throws Exception {
    Listener<Object> there = door;
    try (Partner client = Partner.startStepped(step)) {
      client.start(there::connect);
      client.stepped().awaitStep(step);
      client.kill();
    }
    assertOthersConnect();
    if (step.equals("listener.ask")) {
      Partner.start().close(); // who joins sweeps what nobody could know of
      try (Partner joining = Partner.start()) {
        assertThat(joining.<Boolean>call(there::isClosed)).isFalse();
      }
    }
    assertNoPipeIsLeft();
  }

  @ParameterizedTest
  @FieldSource("ACCEPTING")
  void shouldBeAcceptedByAnotherOrSeeTheDeathWhenWhoAcceptsIsKilledAt(String step)
      throws Exception {
    Listener<Object> there = door;
    try (Partner server = Partner.startStepped(step)) {
      server.start(there::accept);
      Background<Connection<Object>> connecting = Background.of(() -> door.connect());
      server.stepped().awaitStep(step);
      long pid = server.process().pid();
      server.kill();
      switch (step) {
        case "listener.accept" -> assertConnects(connecting);
        case "listener.accepted" ->
            assertThat(connecting.failure())
                .isInstanceOf(PipeEndedException.class)
                .hasMessageStartingWith("cannot connect: who accepted at " + shm.folder())
                .hasMessageContaining("is lost: process " + pid);
        default -> {
          try (Connection<Object> ended = connecting.result()) {
            assertThatThrownBy(ended::receive)
                .isInstanceOf(PipeEndedException.class)
                .hasMessageContaining("is lost: process " + pid);
          }
        }
      }
    }
    assertThatThrownBy(() -> door.accept(Duration.ofMillis(100)))
        .isInstanceOf(TimeoutException.class);
    assertNoPipeIsLeft();
    assertOthersConnect();
    assertNoPipeIsLeft();
  }

  @Test
  void shouldLeaveNoPipeWhenEitherIsKilledWithAConnection() throws Exception {
    Listener<Object> there = door;
    for (boolean accepts : new boolean[] {true, false}) {
      try (Partner victim = Partner.start()) {
        Background<Connection<Object>> here =
            Background.of(() -> accepts ? door.connect() : door.accept());
        victim.perform(() -> (accepts ? there.accept() : there.connect()).send("hello"));
        try (Connection<Object> mine = here.result()) {
          assertThat(mine.receive()).isEqualTo("hello");
          victim.kill();
          assertThatThrownBy(mine::receive).isInstanceOf(PipeEndedException.class);
        }
        assertNoPipeIsLeft();
      }
    }
  }
}
