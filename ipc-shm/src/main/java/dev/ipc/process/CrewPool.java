package dev.ipc.process;

import dev.ipc.task.Job;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the user has of a crew. */
final class CrewPool extends ProcessPool {
  private final Crew crew;

  CrewPool(PoolOptions options) {
    this.crew = Crew.start(this, options);
  }

  @Override
  protected void carryOut(Job job) {
    crew.carryOut(job);
  }

  @Override
  protected void carryOutHere(Job job) throws InterruptedException {
    checkMayWait();
    if (!crew.carryOutHere(job)) {
      super.carryOutHere(job);
    }
  }

  @Override
  protected void cancel(Job job, boolean mayInterrupt) {
    crew.cancel(job, mayInterrupt);
  }

  @Override
  protected void checkMayWait() {
    crew.checkMayWait();
  }

  @Override
  protected int workers() {
    return crew.options().workers();
  }

  @Override
  public void shutdown() {
    crew.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    crew.shutdownNow();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return crew.isShutDown();
  }

  @Override
  public boolean isTerminated() {
    return crew.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    if (!crew.isTerminated()) {
      checkMayWait();
    }
    return crew.awaitTermination(Duration.of(timeout, unit.toChronoUnit()));
  }

  @Override
  public String toString() {
    return "ProcessPool[" + crew + "]";
  }
}
