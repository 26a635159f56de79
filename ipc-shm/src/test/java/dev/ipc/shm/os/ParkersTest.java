package dev.ipc.shm.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ParkersTest {

  @Test
  void shouldBeTheSameWhenAskedAgain() {
    assertThat(Parkers.forThisJvm()).isSameAs(Parkers.forThisJvm());
  }

  @Test
  void shouldNameThePossibleValuesWhenThePropertyHasAnother() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parkers.choose("on"))
        .withMessageContainingAll("ipc.native", "on", "auto", "off");
  }
}
