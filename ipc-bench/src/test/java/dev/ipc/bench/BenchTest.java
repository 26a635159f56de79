package dev.ipc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows, briefly, with real processes. What comes out means nothing here. */
class BenchTest {
  private static final Settings BRIEF =
      new Settings(1, Duration.ofMillis(5), Duration.ofMillis(5), Duration.ZERO);

  private static final Pattern OBJECT =
      Pattern.compile(
          """
          \\{"row":"([a-z0-9-]+)","unit":"[^"]+","ours":N,"peer":"[^"]+","peerValue":(?:N|null),\
          "ratio":(?:N|null),"target":"[<>]= [^"]+","met":(?:true|false|null),"runs":1,\
          "stealPercent":N\\}\
          """
              .replace("N", "[0-9]+\\.[0-9]{3}"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    return Bench.run(BRIEF, new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  /** One of each sort. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock-contended",
        "lock-recovery",
        "rwlock-read",
        "event",
        "array-fill",
        "counter-increment",
        "struct-write",
        "queue-32-2to1",
        "queue-rtt",
        "pipe-32",
        "codec-record",
        "journal-tail",
        "pool-submit",
        "worker-memory"
      })
  void shouldPrintOneObjectWhenOneRowIsAskedForAsJson(String row) {
    assertPrintsOneObject(row);
  }

  @ParameterizedTest
  @Tag("stress")
  @ValueSource(
      strings = {
        "lock-uncontended",
        "lock-fairness",
        "atomic-add",
        "semaphore",
        "semaphore-owned",
        "barrier",
        "condition",
        "array-set",
        "array-set-locked",
        "counter-uncontended",
        "struct-read",
        "queue-32-1to1",
        "queue-1k-1to1",
        "queue-rtt-sleeping",
        "queue-objects",
        "pipe-1k",
        "pipe-rtt",
        "codec-integer",
        "codec-text",
        "codec-list",
        "codec-map",
        "journal-append",
        "child-ready",
        "spare-takeover",
        "pool-first-result",
        "pool-map-chunked",
        "pool-map-chunk1",
        "pool-apply-rtt",
        "pool-apply-rtt-sleeping"
      })
  void shouldPrintOneObjectWhenAnyOtherRowIsAskedForAsJson(String row) {
    assertPrintsOneObject(row);
  }

  private void assertPrintsOneObject(String row) {
    int exitCode = bench(row, "--json");

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1).first().asString().matches(OBJECT);
    assertThat(lines.getFirst()).startsWith("{\"row\":\"" + row + "\",");
  }

  @Test
  void shouldWriteTableAndPlotWhenAReportIsAskedFor(@TempDir Path folder) throws Exception {
    int exitCode = bench("atomic-add", "--report", folder.resolve("report").toString());

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("row ", "atomic-add", "bare Java loop");
    assertThat(Files.readString(folder.resolve("report/benchmarks.md")))
        .contains("| atomic-add | M/s |", "(benchmarks.svg)");
    assertThat(Files.readString(folder.resolve("report/benchmarks.svg")))
        .startsWith("<svg ")
        .contains("bare Java loop")
        .endsWith("</svg>\n");
  }

  @Test
  void shouldSayWhichRowsThereAreWhenOneIsUnknown() {
    int exitCode = bench("lock-uncontended", "lock-rusty");

    assertThat(exitCode).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "ipc bench: there is no row 'lock-rusty', only: lock-uncontended, lock-contended,"
                + " lock-fairness, atomic-add, lock-recovery, semaphore, semaphore-owned,"
                + " rwlock-read, barrier, event, condition, array-set, array-set-locked,"
                + " array-fill, counter-increment, counter-uncontended, struct-read, struct-write,"
                + " queue-32-1to1, queue-32-2to1, queue-1k-1to1, queue-rtt, queue-rtt-sleeping,"
                + " queue-objects, pipe-32, pipe-1k, pipe-rtt, codec-integer, codec-text,"
                + " codec-record, codec-list, codec-map, journal-append, journal-tail, child-ready,"
                + " spare-takeover, pool-first-result, pool-map-chunked, pool-map-chunk1,"
                + " pool-submit, pool-apply-rtt, pool-apply-rtt-sleeping, worker-memory");
  }

  @Test
  void shouldListRowsThatTheDocumentationExplains() throws Exception {
    String documentation = Files.readString(Path.of("../docs/benchmarks.md"));

    int exitCode = bench("--list");

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(out.toString().lines())
        .hasSizeGreaterThan(30)
        .allSatisfy(line -> assertThat(documentation).contains("`" + line.split(" ", 2)[0] + "`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many"})
  void shouldRefuseRunsThatAreNoNumberOfThem(String runs) {
    int exitCode = bench("--runs", runs);

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("--runs", runs);
  }
}
