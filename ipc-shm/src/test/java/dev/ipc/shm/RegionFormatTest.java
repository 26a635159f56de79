package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionFormatException;
import dev.ipc.RegionMissingException;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Region files that are not as they should be: each is refused for its own reason, untouched. */
@ExtendWith(LeakLedger.class)
class RegionFormatTest {
  private static final int FILE_BYTES = 384;
  private static final int SOMEBODY_ELSE = 54_321;

  private final NamedDomain domain = new NamedDomain();
  private Shm shm;
  private Path file;

  @BeforeEach
  void create() {
    shm = domain.join();
    shm.create("number", SharedInt.initially(7)).close();
    shm.create("lock", SharedLock.plain()).close();
    file = domain.folder().resolve("number");
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  /**
   * One thing that is wrong.
   *
   * @param what its name
   * @param damage does it to a file
   * @param type what open throws
   * @param why what the message says
   */
  record Flaw(String what, Consumer<Path> damage, Class<? extends Exception> type, String why) {
    static Flaw ofInt(String field, long offset, int value, String why) {
      return new Flaw(
          field, path -> FileBytes.putInt(path, offset, value), RegionFormatException.class, why);
    }

    static Flaw ofLong(String field, long offset, long value, String why) {
      return new Flaw(
          field, path -> FileBytes.putLong(path, offset, value), RegionFormatException.class, why);
    }

    static Flaw ofLength(long bytes, String why) {
      return new Flaw(
          bytes + " bytes",
          path -> FileBytes.resize(path, bytes),
          RegionFormatException.class,
          why);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Flaw> flaws() {
    String tooShort = "not a region, or truncated: bytes=%d, at least=256";
    String length = "payload bytes=128, at least=128, in the file=%d";
    return Stream.of(
        Flaw.ofLong("magic", 0, 0x1234, "not a region: magic=0x1234"),
        Flaw.ofLong("magic of a roster", 0, 0x697063524f535431L, "magic=0x697063524f535431"),
        Flaw.ofInt("version 0", 8, 0, "file format version=0, this library's=1"),
        Flaw.ofInt("version 2", 8, 2, "file format version=2, this library's=1"),
        Flaw.ofInt("byteOrder", 12, 0x04030201, "written on a processor of the other byte order"),
        Flaw.ofInt("byteOrder 0", 12, 0, "byte order"),
        Flaw.ofInt("kind 0", 16, 0, "kind=0, expected=3 (value)"),
        Flaw.ofInt("kind 2", 16, 2, "kind=2, expected=3 (value)"),
        Flaw.ofInt("kind -1", 16, -1, "kind=-1, expected=3 (value)"),
        Flaw.ofInt("element 0", 20, 0, "value of element type=0, expected=1 (int)"),
        Flaw.ofInt("element 2", 20, 2, "value of element type=2, expected=1 (int)"),
        Flaw.ofLong("payloadBytes 0", 40, 0, "payload bytes=0, at least=128, in the file=128"),
        Flaw.ofLong(
            "payloadBytes 127", 40, 127, "payload bytes=127, at least=128, in the file=128"),
        Flaw.ofLong(
            "payloadBytes 129", 40, 129, "payload bytes=129, at least=128, in the file=128"),
        Flaw.ofLong("payloadBytes -1", 40, -1, "payload bytes=-1, at least=128, in the file=128"),
        Flaw.ofLong(
            "payloadBytes overflow", 40, Long.MAX_VALUE, "payload bytes=9223372036854775807"),
        new Flaw(
            "flag broken",
            path -> FileBytes.putInt(path, 128, 2),
            RegionBrokenException.class,
            "is broken: it lost its memory in use; delete it and create it again"),
        new Flaw(
            "flag unlinked",
            path -> FileBytes.putInt(path, 128, 1),
            RegionMissingException.class,
            "no such object"),
        Flaw.ofLength(0, tooShort.formatted(0)),
        Flaw.ofLength(1, tooShort.formatted(1)),
        Flaw.ofLength(8, tooShort.formatted(8)),
        Flaw.ofLength(64, tooShort.formatted(64)),
        Flaw.ofLength(255, tooShort.formatted(255)),
        Flaw.ofLength(256, length.formatted(0)),
        Flaw.ofLength(257, length.formatted(1)),
        Flaw.ofLength(383, length.formatted(127)),
        Flaw.ofLength(385, length.formatted(129)),
        Flaw.ofLength(4096, length.formatted(3840)));
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void shouldRefuseAndLeaveAloneWhenTheFileHas(Flaw flaw) throws IOException {
    assertThat(Files.size(file)).isEqualTo(FILE_BYTES);
    flaw.damage().accept(file);
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(() -> shm.open("number", SharedInt.KIND))
        .isInstanceOf(flaw.type())
        .hasMessageContaining(file.toString())
        .hasMessageContaining(flaw.why())
        .hasMessageContaining("; ");
    assertThat(file).hasBinaryContent(before);
    assertThat(shm.open("lock", SharedLock.KIND).tryLock()).isTrue();
    shm.open("lock", SharedLock.KIND).unlock();
    assertThat(shm.delete("number")).isTrue();
    shm.create("number", SharedInt.initially(8));
    assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1})
  void shouldRefuseALockWhenItsSortIsUnknown(int element) throws IOException {
    Path lock = domain.folder().resolve("lock");
    FileBytes.putInt(lock, 20, element);
    byte[] before = Files.readAllBytes(lock);

    assertThatThrownBy(() -> shm.open("lock", SharedLock.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("element type=" + element);
    assertThat(lock).hasBinaryContent(before);
  }

  @Test
  void shouldNotMindWhenOnlyTheNotesAboutTheCreatorDiffer() {
    FileBytes.putLong(file, 48, -1);
    FileBytes.putLong(file, 56, Long.MIN_VALUE);

    assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(7);
  }

  @Test
  void shouldTellTheFieldsOfANewFileApart() {
    assertThat(FileBytes.getInt(file, 8)).as("version").isEqualTo(1);
    assertThat(FileBytes.getInt(file, 12)).as("byteOrder").isEqualTo(0x01020304);
    assertThat(FileBytes.getInt(file, 16)).as("kind").isEqualTo(3);
    assertThat(FileBytes.getInt(file, 20)).as("element").isEqualTo(1);
    assertThat(FileBytes.getLong(file, 40)).as("payloadBytes").isEqualTo(128);
    assertThat(FileBytes.getLong(file, 48))
        .as("creatorPid")
        .isEqualTo(ProcessHandle.current().pid());
    assertThat(FileBytes.getLong(file, 56))
        .as("createdMillis")
        .isBetween(1_700_000_000_000L, System.currentTimeMillis());
    assertThat(FileBytes.getInt(file, 128)).as("flags").isZero();
    assertThat(FileBytes.getInt(file, 256)).as("value").isEqualTo(7);
  }

  @Test
  void shouldTakeTheNameWhenItsDeleterDiedHalfWay() {
    FileBytes.putInt(file, 128, 1);

    shm.create("number", SharedInt.initially(8));
    assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(8);
  }

  @Test
  void shouldRefuseAFileWhenItIsAnotherUsers() throws IOException {
    assumeTrue(isRoot(), "only root can give a file away");
    Files.setAttribute(file, "unix:uid", SOMEBODY_ELSE);

    assertThatThrownBy(() -> shm.open("number", SharedInt.KIND))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            file
                + ": belongs to another user: owner uid="
                + SOMEBODY_ELSE
                + ", this process's uid=0");
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(SOMEBODY_ELSE);
  }

  @Test
  void shouldRefuseAFileWhenItMayNotBeRead() throws IOException {
    assumeTrue(!isRoot(), "root may read everything");
    Files.setAttribute(file, "unix:mode", 0);

    assertThatThrownBy(() -> shm.open("number", SharedInt.KIND))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot open " + file);
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }
}
