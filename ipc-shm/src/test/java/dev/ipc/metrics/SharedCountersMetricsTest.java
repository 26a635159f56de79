package dev.ipc.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared counters in a registry of Micrometer. */
@ExtendWith(LeakLedger.class)
class SharedCountersMetricsTest {
  private Shm shm;
  private SharedCounters counters;
  private MeterRegistry registry;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    counters = shm.create(SharedCounters.ofCapacity(10));
    registry = new SimpleMeterRegistry();
  }

  @AfterEach
  void leave() {
    registry.close();
    shm.close();
  }

  @Test
  void shouldShowWhatAllProcessesCount() {
    SharedCounters shared = counters;
    counters.counter("requests{route=\"/a\",method=\"GET\"}").add(2);
    SharedCountersMetrics metrics =
        new SharedCountersMetrics(counters, List.of(Tag.of("app", "x")));
    metrics.bindTo(registry);
    try (Partner partner = Partner.start()) {
      partner.perform(() -> {
        shared.counter("requests{route=\"/a\",method=\"GET\"}").add(40);
        shared.counter("errors").add(7);
        shared.allocate("theirs").increment();
      });
      assertThat(values()).isEqualTo(Map.of("requests[app=x, method=GET, route=/a]", 42.0));
      metrics.refresh();
      assertThat(values())
          .isEqualTo(
              Map.of(
                  "requests[app=x, method=GET, route=/a]",
                  42.0,
                  "errors[app=x]",
                  7.0,
                  "theirs[app=x]",
                  1.0));
      partner.kill();
    }
    metrics.bindTo(registry);
    assertThat(values()).doesNotContainKey("theirs[app=x]").hasSize(2);
  }

  @Test
  void shouldBeginAnewWhenACounterWasFreedAndMadeAgain() {
    SharedCountersMetrics metrics = new SharedCountersMetrics(counters);
    Counter first = counters.allocate("a");
    first.add(5);
    metrics.bindTo(registry);
    assertThat(values()).isEqualTo(Map.of("a[]", 5.0));
    first.close();
    assertThat(values()).isEqualTo(Map.of("a[]", 5.0));
    counters.allocate("a").add(2);
    metrics.refresh();
    assertThat(values()).isEqualTo(Map.of("a[]", 2.0));
  }

  @Test
  void shouldStayAtTheLastValueWhenTheCountersAreClosed() {
    SharedCountersMetrics metrics = new SharedCountersMetrics(counters);
    counters.counter("a").add(5);
    metrics.bindTo(registry);
    assertThat(values()).isEqualTo(Map.of("a[]", 5.0));
    counters.close();
    assertThat(values()).isEqualTo(Map.of("a[]", 5.0));
    assertThatThrownBy(metrics::refresh).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldReadTagsFromALabel() {
    assertThat(MeterName.of("a.b{x=\"1\",y.z=\"say \\\"hi\\\" \\\\, ok}\"}"))
        .isEqualTo(
            new MeterName("a.b", List.of(Tag.of("x", "1"), Tag.of("y.z", "say \"hi\" \\, ok}"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a{}",
        "a{x}",
        "a{x=1}",
        "a{x=\"1\"",
        "a{x=\"1\",}",
        "{x=\"1\"}",
        "a{x=\"1\"}b"
      })
  void shouldTakeALabelAsItIsWhenItHasNoTags(String label) {
    assertThat(MeterName.of(label)).isEqualTo(new MeterName(label, List.of()));
  }

  private Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      List<String> tags =
          meter.getId().getTags().stream().map(tag -> tag.getKey() + "=" + tag.getValue()).toList();
      values.put(meter.getId().getName() + tags, ((FunctionCounter) meter).count());
    }
    return values;
  }
}
