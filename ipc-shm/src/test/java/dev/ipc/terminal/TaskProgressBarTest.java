package dev.ipc.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.task.CallOptions;
import dev.ipc.task.Progress;
import dev.ipc.task.TaskPool;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;

final class TaskProgressBarTest {
  private final Queue<String> shown = new ConcurrentLinkedQueue<>();

  private TaskProgressBar bar() {
    return TaskProgressBar.of(
        TaskProgressBar.builder("squares")
            .setConsumer(new DelegatingProgressBarConsumer(shown::add, 80)));
  }

  private String last() {
    return List.copyOf(shown).getLast();
  }

  @Test
  void shouldShowAllItemsDoneWhenTheCallHasEnded() throws InterruptedException {
    try (TaskPool pool = TaskPool.threads(2);
        TaskProgressBar bar = bar()) {
      pool.with(CallOptions.DEFAULTS.onProgress(bar)).map(n -> n * n, IntStream.range(0, 250));
    }
    assertThat(last()).startsWith("squares").contains("100%", "250/250");
  }

  @Test
  void shouldShowHowManyAreDoneWhenItIsNotKnownHowManyThereAre() {
    try (TaskProgressBar bar = bar()) {
      bar.accept(new Progress(7, OptionalLong.empty(), 3.5, Optional.empty()));
    }
    assertThat(last()).startsWith("squares").contains("7/?");
  }
}
