package dev.ipc.process;

import static dev.ipc.process.JvmProcessTest.assertEndsWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.RecordingProvider;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** What children log, and what of it reaches the loggers of their parent. */
@ExtendWith(LeakLedger.class)
class LoggingTest {
  private static final JvmOptions LOGGED =
      JvmOptions.DEFAULTS.logging(System.Logger.Level.INFO).output(Output.discarded());
  private static final Pattern DROPPED = Pattern.compile("records were dropped: count=(\\d+)");
  private static final int FLOOD = 20_000;

  private final Logger sink = Logger.getLogger("shop");
  private final Logger library = Logger.getLogger("dev.ipc");
  private final List<LogRecord> logged = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch open = new CountDownLatch(1);
  private final Handler handler = new Sink();

  private class Sink extends Handler {
    @Override
    public void publish(LogRecord shown) {
      logged.add(shown);
      if (shown.getMessage().contains("hold")) {
        awaitOpen();
      }
      if (shown.getMessage().contains("fail")) {
        throw new IllegalStateException("thrown by a test's handler");
      }
    }

    private void awaitOpen() {
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    for (Logger logger : List.of(sink, library)) {
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
    }
    sink.setLevel(Level.FINE);
  }

  @AfterEach
  void leave() {
    open.countDown();
    for (Logger logger : List.of(sink, library)) {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    sink.setLevel(null);
  }

  private List<String> shownOf(String process) {
    synchronized (logged) {
      return logged.stream()
          .filter(shown -> shown.getMessage().startsWith("[" + process + "] "))
          .map(shown ->
              shown.getLevel()
                  + " "
                  + shown.getLoggerName()
                  + " "
                  + shown
                      .getMessage()
                      .lines()
                      .findFirst()
                      .orElseThrow()
                      .substring(process.length() + 3))
          .toList();
    }
  }

  private static void sell() {
    Logger till = Logger.getLogger("shop.till");
    till.finer("too fine");
    till.fine("fine");
    till.log(Level.CONFIG, "{0} of {1}", new Object[] {"config", "test"});
    System.getLogger("shop.door")
        .log(System.Logger.Level.WARNING, "with a cause", new IllegalStateException("the cause"));
    till.severe("äöü€ severe");
  }

  @Test
  void shouldHandRecordsToTheLoggerOfTheirNameWhenTheirLevelIsSent() throws Exception {
    JvmProcess careful =
        JvmProcess.start(
            LOGGED.name("careful").logging(System.Logger.Level.DEBUG), LoggingTest::sell);
    JvmProcess plain = JvmProcess.start(LOGGED.name("plain"), LoggingTest::sell);
    JvmProcess apart =
        JvmProcess.start(
            JvmOptions.DEFAULTS.name("apart").output(Output.discarded()), LoggingTest::sell);

    for (JvmProcess process : List.of(careful, plain, apart)) {
      assertEndsWith(0, process);
    }
    assertThat(shownOf("careful"))
        .containsExactly(
            "FINE shop.till fine",
            "CONFIG shop.till config of test",
            "WARNING shop.door with a cause",
            "SEVERE shop.till äöü€ severe");
    assertThat(shownOf("plain"))
        .containsExactly("WARNING shop.door with a cause", "SEVERE shop.till äöü€ severe");
    assertThat(shownOf("apart")).isEmpty();
    assertThat(logged)
        .filteredOn(shown -> shown.getMessage().contains("with a cause"))
        .hasSize(2)
        .allSatisfy(shown ->
            assertThat(shown.getMessage())
                .contains("\njava.lang.IllegalStateException: the cause\n")
                .contains("LoggingTest.sell"));
  }

  @Test
  void shouldHandOnWhatAChildLoggedWhenItIsKilled() throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedInt value = shm.create(SharedInt.initially(0));
      JvmProcess process =
          JvmProcess.start(
              LOGGED.name("victim"),
              () -> {
                Logger logger = Logger.getLogger("shop.till");
                logger.info("hold");
                IntStream.range(0, 500).forEach(i -> logger.info("sale " + i));
                value.set(1);
                TimeUnit.DAYS.sleep(1);
              });
      Eventually.until("it has logged", () -> value.get() == 1);
      process.kill();
      open.countDown();

      assertEndsWith(137, process);
      assertThat(shownOf("victim"))
          .hasSize(501)
          .endsWith("INFO shop.till sale 499")
          .containsSubsequence("INFO shop.till sale 0", "INFO shop.till sale 250");
    }
  }

  @Test
  void shouldDropAndCountWhenTheParentDoesNotKeepUp() throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedInt value = shm.create(SharedInt.initially(0));
      JvmProcess process =
          JvmProcess.start(
              LOGGED.name("flood"),
              () -> {
                Logger logger = Logger.getLogger("shop.till");
                logger.info("hold");
                IntStream.range(0, FLOOD).forEach(i -> logger.info("drop " + i));
                value.set(1);
                Eventually.until("there is room again", () -> value.get() == 2);
              });
      Eventually.until("all is logged, with nobody to take it", () -> value.get() == 1);
      open.countDown();
      Eventually.until("much of it is taken", () -> logged.size() > 1_000);
      value.set(2);

      assertEndsWith(0, process);
      long dropped =
          shownOf("flood").stream()
              .map(DROPPED::matcher)
              .filter(Matcher::find)
              .mapToLong(found -> Long.parseLong(found.group(1)))
              .sum();
      long arrived = shownOf("flood").stream().filter(text -> text.contains(" drop ")).count();
      assertThat(arrived).isBetween(1L, 4_096L);
      assertThat(arrived + dropped).isEqualTo(FLOOD);
    }
  }

  @Test
  void shouldGoOnWhenALoggerOfTheParentFails() throws Exception {
    JvmProcess process =
        JvmProcess.start(
            LOGGED.name("teller"),
            () -> {
              Logger.getLogger("shop").info("fail");
              Logger.getLogger("shop").info("x".repeat(20_000));
              Logger.getLogger("shop").info("after it");
            });

    assertEndsWith(0, process);
    assertThat(shownOf("teller")).hasSize(3).endsWith("INFO shop after it");
    assertThat(logged.get(1).getMessage()).endsWith("xxx... (cut)").hasSizeLessThan(17_000);
  }

  @Test
  void shouldHandOnWhatWorkersLogWhenTheirPoolHasEnded() throws Exception {
    PoolOptions options =
        PoolOptions.DEFAULTS
            .name("tills")
            .workers(2)
            .jvm(LOGGED)
            .logging(System.Logger.Level.WARNING)
            .initializer(() -> Logger.getLogger("shop").warning("opens"));
    String name;
    try (ProcessPool pool = ProcessPool.of(options)) {
      name = pool.apply(() -> JvmProcess.current().name());
      pool.map(
          n -> {
            Logger.getLogger("shop").warning("item " + n);
            Logger.getLogger("shop").info("not sent");
            return n;
          },
          IntStream.range(0, 20));
    }

    assertThat(logged)
        .extracting(LogRecord::getMessage)
        .allMatch(text -> text.matches("\\[tills-\\d+-worker-[12]] (opens|item \\d+)"))
        .filteredOn(text -> text.contains("item"))
        .hasSize(20);
    assertThat(shownOf(name)).startsWith("WARNING shop opens");
  }

  /** The test's JVM has another provider of SLF4J, so its part is played by a child. */
  @Test
  void shouldHandRecordsOfSlf4jUpWhenChildrenHaveChildren() throws Exception {
    JvmProcess parent =
        JvmProcess.start(
            JvmOptions.DEFAULTS.flags("-Dslf4j.provider=" + RecordingProvider.class.getName()),
            LoggingTest::playParent);

    assertEndsWith(0, parent);
  }

  private static void playParent() throws Exception {
    assertEndsWith(0, JvmProcess.start(LOGGED.name("child"), LoggingTest::playChild));
    assertThat(RecordingProvider.logged())
        .containsExactly(
            "WARN shop.till {ipc.process=child, ipc.thread=child} [child] 2 of {}",
            "INFO shop.till {ipc.process=child/grandchild, ipc.thread=grandchild}"
                + " [child/grandchild] sold",
            "ERROR shop.till {ipc.process=child, ipc.thread=other} [child] failed");
  }

  private static void playChild() throws Exception {
    org.slf4j.Logger logger = LoggerFactory.getLogger("shop.till");
    logger.debug("not sent");
    logger.warn("{} of {}", 2, "{}");
    JvmOptions all = LOGGED.name("grandchild").logging(System.Logger.Level.ALL);
    assertEndsWith(
        0,
        JvmProcess.start(
            all,
            () -> {
              LoggerFactory.getLogger("shop.till").trace("sent, but not further");
              LoggerFactory.getLogger("shop.till").info("sold");
            }));
    Thread other = new Thread(() -> logger.error("failed"), "other");
    other.start();
    other.join();
  }
}
