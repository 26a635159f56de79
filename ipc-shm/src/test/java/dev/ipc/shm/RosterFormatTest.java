package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.MembershipException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.RegionFormatTest.Flaw;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Domains whose own files are not as they should be. */
@ExtendWith(LeakLedger.class)
class RosterFormatTest {
  private static final int FILE_BYTES = 64 + 256 * 64;

  private final NamedDomain domain = new NamedDomain();
  private Path roster;

  @BeforeEach
  void make() {
    try (Shm shm = domain.join()) {
      shm.create("number", SharedInt.initially(7));
    }
    roster = domain.folder().resolve("roster");
  }

  @AfterEach
  void delete() {
    domain.close();
  }

  static Stream<Flaw> flaws() {
    String tooShort = "truncated: bytes=%d, at least=64";
    String fit = "capacity=%d does not fit bytes=%d";
    return Stream.of(
        Flaw.ofLong("magic", 0, 0x1234, "not a roster: magic=0x1234"),
        Flaw.ofInt("version 0", 8, 0, "file format version=0, needed=1"),
        Flaw.ofInt("version 2", 8, 2, "file format version=2, needed=1"),
        Flaw.ofInt("byteOrder", 12, 0x04030201, "written on a processor of the other byte order"),
        Flaw.ofInt("capacity 0", 16, 0, fit.formatted(0, FILE_BYTES)),
        Flaw.ofInt("capacity -1", 16, -1, fit.formatted(-1, FILE_BYTES)),
        Flaw.ofInt("capacity 255", 16, 255, fit.formatted(255, FILE_BYTES)),
        Flaw.ofInt("capacity 5000", 16, 5000, fit.formatted(5000, FILE_BYTES)),
        Flaw.ofLength(0, tooShort.formatted(0)),
        Flaw.ofLength(63, tooShort.formatted(63)),
        Flaw.ofLength(64, fit.formatted(256, 64)),
        Flaw.ofLength(FILE_BYTES - 1, fit.formatted(256, FILE_BYTES - 1)),
        Flaw.ofLength(FILE_BYTES + 1, fit.formatted(256, FILE_BYTES + 1)));
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void shouldRefuseToJoinWhenTheRosterHas(Flaw flaw) throws IOException {
    flaw.damage().accept(roster);
    byte[] before = Files.readAllBytes(roster);

    assertThatThrownBy(() -> domain.join().close())
        .isInstanceOf(flaw.type())
        .hasMessage(
            "cannot join the domain of "
                + roster
                + ": "
                + flaw.why()
                + "; use another domain, or delete its folder when no process uses it");
    assertThat(roster).hasBinaryContent(before);
    assertThat(domain.folder().resolve("number")).exists();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1})
  void shouldRefuseToJoinWhenTheLifetimeIsUnknown(int lifetime) {
    FileBytes.putInt(roster, 20, lifetime);

    assertThatThrownBy(() -> domain.join().close())
        .isInstanceOf(RegionFormatException.class)
        .hasMessageStartingWith("cannot join the domain of " + roster)
        .hasMessageContaining("lifetime=" + lifetime);
  }

  @Test
  void shouldJoinWhenNextSlotIsAnyNumber() {
    for (int next : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 255, 256}) {
      FileBytes.putInt(roster, 24, next);
      try (Shm shm = domain.join()) {
        assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(7);
      }
    }
  }

  @Test
  void shouldTellTheFieldsOfANewRosterApart() {
    assertThat(FileBytes.getInt(roster, 16)).as("capacity").isEqualTo(256);
    assertThat(FileBytes.getInt(roster, 20)).as("lifetime").isEqualTo(2);
    assertThat(FileBytes.getLong(roster, 64)).as("generation of slot 0").isEqualTo(1);
    assertThat(FileBytes.getLong(roster, 72))
        .as("pid of slot 0")
        .isEqualTo(ProcessHandle.current().pid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"roster", "members"})
  void shouldRefuseToJoinWhenAFolderOrALinkIsInThePlaceOf(String name, @TempDir Path elsewhere)
      throws IOException {
    Path place = domain.folder().resolve(name);
    Path moved = Files.move(place, elsewhere.resolve("moved"));
    byte[] before = Files.readAllBytes(moved);
    Files.createDirectory(place);
    assertThatThrownBy(() -> domain.join().close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot join domain " + domain.folder() + ": " + place + ": ")
        .hasMessageContaining("is a folder");

    Files.delete(place);
    Files.createSymbolicLink(place, moved);
    assertThatThrownBy(() -> domain.join().close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "cannot join domain "
                + domain.folder()
                + ": "
                + place
                + ": is a symbolic link, which is not followed");
    assertThat(moved).hasBinaryContent(before);
  }

  @Test
  void shouldRefuseToJoinWhenAFolderIsInThePlaceOfTheGate(@TempDir Path elsewhere)
      throws IOException {
    Path folder = elsewhere.resolve("domain");
    Shm.at(folder).close();
    Files.delete(folder.resolve(".gate"));
    Files.createDirectory(folder.resolve(".gate"));

    assertThatThrownBy(() -> Shm.at(folder).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot join domain " + folder + ": " + folder.resolve(".gate"))
        .hasMessageContaining("is a folder");
  }

  @Test
  void shouldRefuseToJoinWhenAllSlotsHaveReachedTheirLastGeneration() {
    for (int slot = 0; slot < 256; slot++) {
      FileBytes.putLong(roster, 64 + slot * 64L, 524_287);
    }

    assertThatThrownBy(() -> domain.join().close())
        .isInstanceOf(MembershipException.class)
        .hasMessageContaining("all slots are taken, capacity=256");
  }

  @Test
  void shouldRefuseNothingWhenTheRosterIsFineAgain() {
    FileBytes.putInt(roster, 8, 2);
    assertThatThrownBy(() -> domain.join().close()).isInstanceOf(RegionFormatException.class);
    FileBytes.putInt(roster, 8, 1);

    try (Shm shm = domain.join()) {
      assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(7);
    }
  }
}
