package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;
import dev.ipc.shm.inspect.ObjectInfo;
import dev.ipc.shm.inspect.WorkerInfo;
import dev.ipc.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is to be seen of a pool by who looks on. */
class PoolTopTest {
  private static List<ObjectInfo> boards() {
    return Domains.all().stream()
        .flatMap(domain -> domain.objects().stream())
        .filter(object -> object.kind().equals("pool"))
        .toList();
  }

  @Test
  void shouldShowEachWorkerWhenThereIsAPool() throws Exception {
    PoolOptions options = PoolOptions.DEFAULTS.workers(1).heap("64m");
    try (ProcessPool pool = ProcessPool.of(options.name("seen").grace(Duration.ofMillis(1)))) {
      long pid = pool.apply(() -> ProcessHandle.current().pid());
      var busy = pool.submit(() -> TimeUnit.DAYS.sleep(1));
      Eventually.until(
          "a worker is busy",
          () -> boards().stream().flatMap(b -> b.workers().stream()).anyMatch(WorkerInfo::busy));
      ObjectInfo board = boards().getFirst();
      assertThat(board.name().orElseThrow()).startsWith("seen-");
      assertThat(board.state().orElseThrow()).contains("1 busy", "1 tasks done");
      WorkerInfo worker = board.workers().getFirst();
      assertThat(worker.pid()).isEqualTo(pid);
      assertThat(worker.number()).isEqualTo(1);
      assertThat(worker.done()).isEqualTo(1);
      assertThat(worker.doing()).matches("job \\d+, item 1");
      assertThat(worker.heapMaxBytes()).isBetween(32L << 20, 64L << 20);
      Snapshot snapshot = new Sampler(Domains::all).take();
      assertThat(new SnapshotText("nothing", false).lines(snapshot))
          .anyMatch(line -> line.contains("POOL") && line.contains("DOES"))
          .anyMatch(line -> line.contains("" + pid) && line.contains("item 1"));
      assertThat(SnapshotJson.line(snapshot).toString()).contains("\"workers\"", "\"busy\":true");
      busy.cancel(true);
    }
  }
}
