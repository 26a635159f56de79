package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionMissingException;
import dev.ipc.Shared;
import dev.ipc.shm.support.Serial;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects that are serialized, as far as one JVM shows it. */
@ExtendWith(LeakLedger.class)
class ShmHandleTest {
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @Test
  void shouldBeTheSameObjectWhenReadInTheJvmThatWroteIt() throws Exception {
    for (Shared object :
        List.of(
            shm.create(SharedInt.initially(1)),
            shm.create("number", SharedInt.initially(1)),
            shm.create(SharedLong.initially(1)),
            shm.create(SharedLock.plain()),
            shm.create(SharedLock.reentrant(death -> {})))) {
      assertThat(Serial.copy(object)).isSameAs(object);
    }
  }

  @Test
  void shouldBeAHandleOnTheSameMemoryWhenTheOneThatWroteItIsClosed() throws Exception {
    SharedInt first = shm.create(SharedInt.initially(1));
    byte[] handle = Serial.write(first);
    first.close();

    SharedInt second = (SharedInt) Serial.read(handle);
    assertThat(second).isNotSameAs(first);
    assertThat(second.incrementAndGet()).isEqualTo(2);
    assertThat(Serial.read(handle)).isSameAs(second);
  }

  @Test
  void shouldBeTheSameObjectWhenAnotherHandleWasClosedBefore() throws Exception {
    SharedInt first = shm.create("number", SharedInt.initially(1));
    SharedInt second = shm.open("number", SharedInt.KIND);
    first.close();

    assertThat(Serial.copy(second)).isSameAs(second);
  }

  @Test
  void shouldOpenNothingTwiceWhenTheSameHandleArrivesAgainAndAgain() throws Exception {
    SharedInt first = shm.create("number", SharedInt.initially(1));
    byte[] handle = Serial.write(first);
    first.close();
    Object arrived = Serial.read(handle);

    for (int i = 0; i < 100; i++) {
      assertThat(Serial.read(handle)).isSameAs(arrived);
    }
  }

  @Test
  void shouldRefuseAHandleWhenTheNameIsAnotherObjectNow() throws Exception {
    SharedInt old = shm.create("number", SharedInt.initially(1));
    byte[] handle = Serial.write(old);
    old.close();
    shm.delete("number");
    SharedInt young = shm.create("number", SharedInt.initially(100));

    assertThatMissing(() -> Serial.read(handle))
        .hasMessageStartingWith(
            "the object of this handle is gone: "
                + shm.folder().resolve("number")
                + " is another object now, id=")
        .hasMessageEndingWith("; send a handle on the new one");
    assertThat(young.get()).isEqualTo(100);
    shm.delete("number");
    assertThatMissing(() -> Serial.read(handle)).hasMessageStartingWith("no such object: ");
  }

  private static AbstractThrowableAssert<?, ?> assertThatMissing(ThrowingCallable read) {
    return assertThatThrownBy(read).isInstanceOf(RegionMissingException.class);
  }

  @Test
  void shouldGoOnWhenTheNameIsDeletedButTheObjectIsStillOpen() throws Exception {
    SharedInt number = shm.create("number", SharedInt.initially(1));
    byte[] handle = Serial.write(number);
    shm.delete("number");

    assertThat(Serial.read(handle)).isSameAs(number);
  }

  @Test
  void shouldNotTravelWhenClosed() {
    SharedInt number = shm.create("number", SharedInt.initially(1));
    number.close();

    assertThatThrownBy(() -> Serial.write(number)).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldCloseWhatArrivedWhenTheLastStayEnds() throws Exception {
    SharedInt first = shm.create("number", SharedInt.initially(1));
    byte[] handle = Serial.write(first);
    first.close();
    SharedInt arrived = (SharedInt) Serial.read(handle);
    shm.close();

    assertThat(arrived.isClosed()).isTrue();
    assertThatThrownBy(arrived::get).isInstanceOf(RegionClosedException.class);
  }
}
