package dev.ipc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Action;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Sources;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Messages between two JVMs, and between class paths that differ. */
@ExtendWith(LeakLedger.class)
class CodecTwoJvmsTest {
  private static final Codec<Object> FAMILY = Codec.objects();

  @TempDir private Path folder;

  private record Reading(int id, List<String> names, Instant at, TimeUnit unit)
      implements Serializable {}

  /** A function that travels. */
  private interface Sum extends Serializable {
    int of(int left, int right);
  }

  private static List<Object> values() {
    return List.of(
        1,
        "text",
        new Reading(1, List.of("a", "é", "€"), Instant.EPOCH, TimeUnit.DAYS),
        List.of(Map.of("k", new BigDecimal("1.50"))),
        new Reading(2, new ArrayList<>(), Instant.MAX, TimeUnit.HOURS));
  }

  @Test
  void shouldReadEqualOnesWhenAnotherJvmWrites() {
    try (Partner partner = Partner.start()) {
      byte[] message = partner.call(() -> Codec.objects().toBytes(values()));
      assertThat(FAMILY.fromBytes(message)).isEqualTo(values());
      byte[] here = FAMILY.toBytes(values());
      assertThat(partner.call(() -> Codec.objects().fromBytes(here).equals(values()))).isTrue();
      byte[] declared = Codec.of(Reading.class).toBytes((Reading) values().get(2));
      assertThat(partner.call(() -> Codec.of(Reading.class).fromBytes(declared).id())).isEqualTo(1);
      int captured = 40;
      Sum sum = (left, right) -> left + right + captured;
      byte[] lambda = FAMILY.toBytes(List.of(sum));
      assertThat(
              partner.call(() -> {
                List<?> list = (List<?>) Codec.objects().fromBytes(lambda);
                return ((Sum) list.getFirst()).of(1, 1);
              }))
          .isEqualTo(42);
    }
  }

  @Test
  void shouldBeTheSameObjectWhenASharedOneTravels() {
    try (Shm shm = Shm.temporary();
        Partner partner = Partner.start()) {
      SharedInt value = shm.create(SharedInt.initially(1));
      for (Codec<Object> codec : List.of(FAMILY, Codec.objects(Trust.of()))) {
        byte[] message = codec.toBytes(Map.of("value", value, "more", List.of(value)));
        partner.perform(() -> {
          Map<?, ?> map = (Map<?, ?>) codec.fromBytes(message);
          ((SharedInt) map.get("value")).incrementAndGet();
          ((SharedInt) ((List<?>) map.get("more")).getFirst()).incrementAndGet();
        });
      }
      assertThat(value.get()).isEqualTo(5);
    }
  }

  @Test
  void shouldExplainWhenAFunctionHoldsWhatCannotTravel() {
    Object plain = new Object();
    Action action = () -> assertThat(plain).isNotNull();
    assertThatThrownBy(() -> FAMILY.toBytes(action))
        .isInstanceOf(CodecException.class)
        .hasMessageMatching(
            "cannot encode lambda: lambda at CodecTwoJvmsTest.java:\\d+ captures 'plain' \\(Object,"
                + " not Serializable\\); create the Object in the function, or leave it out");
  }

  @Test
  void shouldSayWhichClassIsMissingWhenTheReceiverLacksIt() throws Exception {
    byte[] record = in("one", "public record Quote(int id) {}", FAMILY);
    assertThatThrownBy(() -> FAMILY.fromBytes(record))
        .isInstanceOf(CodecException.class)
        .hasMessage(
            "cannot decode message: class is missing in this process: class=app.Quote; put the jar"
                + " that has it on its class path");
    byte[] object =
        in(
            "two",
            "public class Quote implements java.io.Serializable { Quote(int id) {} }",
            FAMILY);
    assertThatThrownBy(() -> FAMILY.fromBytes(object))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("class is missing in this process: class=app.Quote");
    byte[] thrown =
        in(
            "three",
            "public class Quote extends Exception { Quote(int id) { super(\"q\"); } }",
            FAMILY);
    assertThat(FAMILY.fromBytes(thrown))
        .isInstanceOfSatisfying(
            StandInException.class, standIn -> assertThat(standIn).hasMessage("app.Quote: q"));
  }

  @Test
  void shouldSayWhatDiffersWhenTheReceiverHasAnotherVersion() throws Exception {
    byte[] message = in("old", "public record Quote(int id) {}", FAMILY);
    Path classes = compile("new", "public record Quote(int id, String name) {}");
    with(
        classes,
        () -> {
          assertThatThrownBy(() -> Codec.objects().fromBytes(message))
              .isInstanceOf(CodecException.class)
              .hasMessage(
                  "cannot decode message: class is different in the process that sent it:"
                      + " here=app.Quote(int id, java.lang.String name); run the same version of it"
                      + " in both");
          return message;
        });
    Path same = compile("same", "public record Quote(int id) {}");
    with(
        same,
        () -> {
          assertThat(Codec.objects().fromBytes(message)).hasToString("Quote[id=7]");
          return message;
        });
  }

  /** What a program with this class on its class path sends. */
  private byte[] in(String version, String source, Codec<Object> codec) throws Exception {
    Path classes = compile(version, source);
    return with(
        classes,
        () -> {
          Class<?> type = Thread.currentThread().getContextClassLoader().loadClass("app.Quote");
          var constructor = type.getDeclaredConstructor(int.class);
          constructor.setAccessible(true);
          return codec.toBytes(constructor.newInstance(7));
        });
  }

  private Path compile(String version, String source) throws Exception {
    return new Sources(folder.resolve(version))
        .with("app/Quote.java", "package app;\n" + source)
        .compile(Files.createDirectories(folder.resolve(version + "-classes")));
  }

  private static byte[] with(Path classes, Callable<byte[]> work) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
