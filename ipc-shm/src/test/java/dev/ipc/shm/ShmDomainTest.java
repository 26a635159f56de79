package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionMissingException;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Serial;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Domains: where they are, how long they last, and who is in them. */
@ExtendWith(LeakLedger.class)
class ShmDomainTest {

  @Test
  void shouldGoWhenATemporaryDomainIsClosed() {
    Shm shm = Shm.temporary();
    shm.create("counter", SharedInt.initially(1));
    shm.create(SharedInt.initially(1));
    assertThat(shm.folder()).isDirectory().hasParent(Shm.root());
    shm.close();

    assertThat(shm.folder()).doesNotExist();
  }

  @Test
  void shouldLeaveNothingWhenTwoHundredDomainsComeAndGo() throws IOException {
    useOne(); // opens what the JVM keeps open for good
    long descriptors = descriptors();
    for (int i = 0; i < 200; i++) {
      useOne();
    }

    assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
  }

  private static void useOne() {
    try (Shm shm = Shm.temporary()) {
      shm.create("counter", SharedInt.initially(1)).incrementAndGet();
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  @Test
  void shouldStayWhenANamedDomainIsClosed() {
    try (NamedDomain domain = new NamedDomain()) {
      try (Shm shm = domain.join()) {
        shm.create("counter", SharedInt.initially(1)).set(5);
      }
      try (Shm shm = domain.join()) {
        assertThat(shm.open("counter", SharedInt.KIND).get()).isEqualTo(5);
      }
    }
  }

  @Test
  void shouldDropAnonymousObjectsWhenTheirCreatorIsGone() throws IOException {
    try (NamedDomain domain = new NamedDomain()) {
      try (Shm shm = domain.join()) {
        shm.create(SharedInt.initially(1));
        assertThat(hidden(domain)).hasSize(1);
      }
      try (Shm shm = domain.join()) {
        assertThat(hidden(domain)).isEmpty();
        assertThat(shm.names()).isEmpty();
      }
    }
  }

  private static List<Path> hidden(NamedDomain domain) throws IOException {
    try (Stream<Path> all = Files.list(domain.folder())) {
      return all.filter(path -> path.getFileName().toString().startsWith(".anon")).toList();
    }
  }

  @Test
  void shouldBeOneDomainWhenJoinedTwiceInOneJvm() {
    try (NamedDomain domain = new NamedDomain();
        Shm first = domain.join()) {
      SharedInt mine = first.create("counter", SharedInt.initially(1));
      SharedInt theirs;
      try (Shm second = domain.join()) {
        assertThat(second).isNotSameAs(first);
        assertThat(second.folder()).isEqualTo(first.folder());
        theirs = second.open("counter", SharedInt.KIND);
        theirs.set(2);
      }
      assertThat(theirs.isClosed()).isTrue();
      assertThatThrownBy(theirs::get)
          .isInstanceOf(RegionClosedException.class)
          .hasMessage(
              first.folder().resolve("counter")
                  + " was closed with its domain; join the domain again");
      assertThat(mine.isClosed()).isFalse();
      assertThat(mine.incrementAndGet()).isEqualTo(3);
      assertThat(first.open("counter", SharedInt.KIND).get()).isEqualTo(3);
    }
  }

  @Test
  void shouldRefuseUseWhenClosed() {
    Shm shm = Shm.temporary();
    shm.close();
    shm.close();

    for (Background.Work use :
        List.<Background.Work>of(
            () -> shm.create(SharedInt.initially(1)),
            () -> shm.create("counter", SharedInt.initially(1)),
            () -> shm.open("counter", SharedInt.KIND),
            () -> shm.openOrCreate("counter", SharedInt.initially(1)),
            () -> shm.delete("counter"),
            shm::names,
            () -> Serial.write(shm))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("domain " + shm.folder() + " was closed here; join it again");
    }
  }

  @Test
  void shouldBePrivateWhenMade(@TempDir Path elsewhere) throws IOException {
    Path folder = elsewhere.resolve("above").resolve("domain");
    try (Shm shm = Shm.at(folder)) {
      shm.create("counter", SharedInt.initially(1));
      assertThat(shm.folder()).isEqualTo(folder);
      for (Path made : List.of(folder, folder.getParent())) {
        assertThat(mode(made)).isEqualTo("rwx------");
      }
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSizeGreaterThan(2).allMatch(file -> mode(file).equals("rw-------"));
      }
    }
    assertThat(folder.resolve("counter")).isRegularFile();
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldRefuseAFolderWhenItIsALink(@TempDir Path elsewhere) throws IOException {
    Path target = Files.createDirectory(elsewhere.resolve("target"), privately());
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), target);

    assertRefused(link, "is a symbolic link, which is not followed");
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void shouldRefuseAFolderWhenItIsOpenToOthers(@TempDir Path elsewhere) throws IOException {
    Path folder = Files.createDirectory(elsewhere.resolve("open"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

    assertRefused(folder, "open to other users: mode=rwxr-x---; make it private with chmod 700");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldRefuseAFolderWhenItIsAFile(@TempDir Path elsewhere) throws IOException {
    Path file = Files.writeString(elsewhere.resolve("file"), "mine");

    assertRefused(file, "no folder");
    assertThat(file).hasContent("mine");
    assertThatThrownBy(() -> Shm.at(file.resolve("below")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot join domain " + file.resolve("below"))
        .hasMessageContaining("no folder");
  }

  private static void assertRefused(Path folder, String why) {
    assertThatThrownBy(() -> Shm.at(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot join domain " + folder + ": " + folder + ": " + why);
  }

  private static FileAttribute<?> privately() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void shouldSayThatItIsGoneWhenATicketComesTooLate() throws Exception {
    byte[] ticket;
    Path folder;
    try (Shm shm = Shm.temporary()) {
      ticket = Serial.write(shm);
      folder = shm.folder();
    }

    assertThatThrownBy(() -> Serial.read(ticket))
        .isInstanceOf(RegionMissingException.class)
        .hasMessageStartingWith("domain " + folder + " is gone: its last process has left it");
    assertThat(folder).doesNotExist();
  }

  @Test
  void shouldJoinOnceMoreWhenATicketArrivesInTheSameJvm() throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedInt number = shm.create("counter", SharedInt.initially(1));
      try (Shm copy = Serial.copy(shm)) {
        assertThat(copy.folder()).isEqualTo(shm.folder());
        assertThat(copy.open("counter", SharedInt.KIND).incrementAndGet()).isEqualTo(2);
      }
      assertThat(number.get()).isEqualTo(2);
    }
  }
}
