package dev.ipc.terminal;

import dev.ipc.task.Progress;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows on the terminal how far a call of a {@link dev.ipc.task.TaskPool} is. Needs {@code
 * me.tongfei:progressbar}, which the application brings.
 *
 * <pre>{@code
 * try (var bar = TaskProgressBar.named("primes")) {
 *   pool.with(CallOptions.DEFAULTS.onProgress(bar)).map(Primes::isPrime, numbers);
 * }
 * }</pre>
 *
 * <p>The bar is on the standard error stream, beside the time that has passed and the time that is
 * left; while the number of items is not known, it only moves. One bar is for one call.
 */
public final class TaskProgressBar implements Consumer<Progress>, AutoCloseable {
  private static final int UNKNOWN = -1;

  private final ProgressBar bar;

  private TaskProgressBar(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Shows a bar.
   *
   * @param name what stands before it
   * @return the bar, to be closed at the end
   */
  public static TaskProgressBar named(String name) {
    return of(builder(name));
  }

  static ProgressBarBuilder builder(String name) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(UNKNOWN)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed();
  }

  static TaskProgressBar of(ProgressBarBuilder builder) {
    return new TaskProgressBar(builder.build());
  }

  @Override
  public void accept(Progress progress) {
    progress.total().ifPresent(bar::maxHint);
    bar.stepTo(progress.done());
  }

  /** Shows the bar for the last time, and leaves its line. */
  @Override
  public void close() {
    bar.close();
  }
}
