package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Action;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.PlainJvm;
import dev.ipc.shm.support.PlainJvm.Outcome;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Caches from which children start: made once, used when they are sound, never seen. */
@ExtendWith(LeakLedger.class)
class AotCacheTest {
  @TempDir private Path folder;
  private Path caches;

  @BeforeEach
  void choose() {
    caches = folder.resolve("cache").resolve("aot");
  }

  /** A class path of jars, as an app has it, with the tests behind. */
  private String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(Action.class, JvmProcess.class, IdleStrategy.class, Logger.class)) {
      Path home = PlainJvm.homeOf(type);
      entries.add(Files.isDirectory(home) ? jar(home).toString() : home.toString());
    }
    entries.add(PlainJvm.homeOf(AotChild.class).toString());
    entries.add(PlainJvm.homeOf(Eventually.class).toString());
    return String.join(File.pathSeparator, entries);
  }

  private Path jar(Path classes) {
    Path jar = folder.resolve("lib" + Integer.toHexString(classes.hashCode()) + ".jar");
    if (!Files.exists(jar)) {
      ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
      assertThat(
              tool.run(
                  System.out, System.err, "cf", jar.toString(), "-C", classes.toString(), "dev"))
          .isZero();
    }
    return jar;
  }

  private Outcome run(String classPath, String work) throws IOException, InterruptedException {
    return PlainJvm.run(
        folder,
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dipc.aot=on",
            "-Dipc.cache=" + caches.getParent(),
            "-cp",
            classPath,
            AotChild.class.getName(),
            work,
            caches.toString()));
  }

  private static void assertPrinted(Outcome outcome, String... lines) {
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.lines()).containsExactly(lines);
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void shouldMakeOneCacheAndUseItWhileItIsSoundWhenTwoProgramsStart() throws Exception {
    String classPath = classPath();
    Background<Outcome> other = Background.of(() -> run(classPath, "train"));
    Outcome one = run(classPath, "train");
    String[] trained = {"in child", "shared false", "children []", "in child", "shared true"};
    assertPrinted(one, trained);
    assertPrinted(other.result(), trained);
    try (Stream<Path> files = Files.list(caches)) {
      assertThat(files).singleElement().asString().endsWith(".aot");
    }

    assertPrinted(
        run(classPath, "spoil"),
        "in child",
        "shared true",
        "in child",
        "shared false",
        "in child",
        "shared false");
  }

  @Test
  void shouldLeaveNothingWhenTheProgramEndsBeforeTheCacheIsMade() throws Exception {
    assertPrinted(run(classPath(), "leave"), "in child", "shared false");
    assertThat(caches).isEmptyDirectory();
    Eventually.until("nobody works for it", () -> workers().isEmpty());
  }

  private List<ProcessHandle> workers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(caches.toString()))
        .toList();
  }

  @Test
  void shouldDeleteWhatAKilledProgramDidNotFinish() throws IOException {
    Files.createDirectories(caches);
    List<Path> left =
        List.of(
            Files.createFile(caches.resolve("key.4711.config")),
            Files.createFile(caches.resolve("key.4711.aot")));
    Path finished = Files.writeString(caches.resolve("key-5.aot"), "abcde");
    AotCache.claim(caches, "other");
    assertThat(left).as("somebody may work at them").allSatisfy(file -> assertThat(file).exists());

    for (Path file : left) {
      age(file, Duration.ofHours(1));
    }
    age(finished, Duration.ofHours(1));
    AotCache.claim(caches, "another");
    assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
    assertThat(finished).exists();
  }

  @Test
  void shouldStartWithoutWhenTheLibraryIsInFolders() throws Exception {
    assertPrinted(run(System.getProperty("java.class.path"), "start"), "in child", "shared false");
    assertThat(AotChild.cache(caches)).isEmpty();
  }

  @Test
  void shouldDeleteWhatHasAnotherLengthThanItHad() throws IOException {
    Files.createDirectories(caches);
    Path cache = Files.writeString(caches.resolve("key-5.aot"), "abcde");
    assertThat(AotCache.look(caches, "key")).hasValue(cache);
    assertThat(AotCache.look(caches, "ke")).isEmpty();

    Files.writeString(cache, "abc");
    assertThat(AotCache.look(caches, "key")).isEmpty();
    assertThat(cache).doesNotExist();
  }

  @Test
  void shouldLetOneAtATimeMakeACache() throws IOException {
    Files.createDirectories(caches);
    assertThat(AotCache.claim(caches, "key")).isTrue();
    assertThat(AotCache.claim(caches, "key")).isFalse();
    assertThat(AotCache.isMadeByAnother(caches, "key")).isTrue();
    AotCache.release(caches, "key");
    assertThat(AotCache.isMadeByAnother(caches, "key")).isFalse();
    assertThat(AotCache.claim(caches, "key")).isTrue();

    age(caches.resolve("key.training"), Duration.ofHours(1));
    assertThat(AotCache.isMadeByAnother(caches, "key")).as("its maker died").isFalse();
    assertThat(AotCache.claim(caches, "key")).isTrue();
  }

  @Test
  void shouldNotTryAgainTheSameDayWhenNoneCanBeMade() throws IOException {
    Files.createDirectories(caches);
    AotKey key = new AotKey(List.of(), List.of("-XX:NoSuchFlag"), Map.of());
    AotCache.publish(caches, key, Optional.empty());
    assertThat(AotCache.claim(caches, key.fileName())).isFalse();

    age(caches.resolve(key.fileName() + ".failed"), Duration.ofDays(2));
    assertThat(AotCache.claim(caches, key.fileName())).isTrue();
  }

  private static void age(Path file, Duration by) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(by)));
  }

  @Test
  void shouldKeepTheNewestWhenThereAreTooMany() throws IOException {
    Files.createDirectories(caches);
    for (int i = 0; i < 5; i++) {
      age(Files.writeString(caches.resolve("file" + i), "12345"), Duration.ofHours(i));
    }
    CacheFolder.trim(caches, 4, 1_000);
    assertThat(caches.resolve("file4")).doesNotExist();
    assertThat(caches.resolve("file3")).exists();

    CacheFolder.trim(caches, 4, 12);
    assertThat(caches.resolve("file1")).exists();
    assertThat(caches.resolve("file2")).doesNotExist();
  }

  @Test
  void shouldShareACacheWhenFlagsMakeNoDifference() {
    assertThat(AotKey.excludesCache(Stream.of("-Da=b", "-javaagent:x.jar"))).isTrue();
    assertThat(AotKey.excludesCache(Stream.of("-Da=b", "-Xss1m"))).isFalse();
    AotKey key = key(List.of("-XX:+UseSerialGC"), Map.of());
    assertThat(key.fileName()).isNotEqualTo(key(List.of(), Map.of()).fileName());
    assertThat(key.reordered(List.of("/app/classes", "/lib/a.jar", "/lib/b.jar")))
        .containsExactly("/lib/a.jar", "/app/classes", "/lib/b.jar");
  }

  @Test
  void shouldMindTheFlagsInVariablesOfTheChild() {
    String variable = "JAVA_TOOL_OPTIONS";
    assertThat(key(List.of(), Map.of(variable, "-XX:+UseSerialGC")).fileName())
        .isNotEqualTo(key(List.of(), Map.of()).fileName());
    JvmOptions options = JvmOptions.DEFAULTS.env(variable, "-Da=b  -XX:+UseParallelGC");
    assertThat(FlagVariables.of(options)).containsEntry(variable, "-Da=b  -XX:+UseParallelGC");
    assertThat(FlagVariables.flags(FlagVariables.of(options)))
        .contains("-Da=b", "-XX:+UseParallelGC");
  }

  private static AotKey key(List<String> flags, Map<String, String> variables) {
    return new AotKey(List.of("/lib/a.jar"), flags, variables);
  }

  @Test
  void shouldAskThePropertyAndTheChildsFlags() {
    assertThat(AotCache.isWanted(List.of("-Dipc.aot=off"))).isFalse();
    assertThat(AotCache.isWanted(List.of("-Dipc.aot=off", "-Dipc.aot=on"))).isTrue();
    assertThatThrownBy(() -> AotCache.isWanted(List.of("-Dipc.aot=yes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "system property ipc.aot is not understood: value=yes, possible=on or off; leave it out"
                + " for on");
  }
}
