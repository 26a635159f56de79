package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What calls cost that meet nobody else, beside what the JDK offers within one process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
// The harness calls setUp first; and nothing can go wrong between taking a lock and giving it back.
@SuppressWarnings({"NullAway.Init", "LockNotBeforeTry"})
public class InProcessBenchmark {
  private Shm shm;
  private SharedLock plain;
  private SharedLock reentrant;
  private SharedInt shared;
  private final ReentrantLock local = new ReentrantLock();
  private final AtomicInteger atomic = new AtomicInteger();

  /** Makes the objects. */
  @Setup
  public void setUp() {
    shm = Shm.temporary();
    plain = shm.create(SharedLock.plain());
    reentrant = shm.create(SharedLock.reentrant());
    shared = shm.create(SharedInt.initially(0));
  }

  /** Lets them go. */
  @TearDown
  public void tearDown() {
    shm.close();
  }

  /** A plain lock, by {@code lock} and {@code unlock}. */
  @Benchmark
  public void lockPlain() {
    plain.lock();
    plain.unlock();
  }

  /** A plain lock, by try-with-resources. */
  @Benchmark
  public void lockHold() {
    try (var hold = plain.hold()) {
      hold.recovered();
    }
  }

  /** A plain lock, by a section. */
  @Benchmark
  public void lockSection() {
    plain.locked(() -> {});
  }

  /** A reentrant lock, taken once. */
  @Benchmark
  public void lockReentrant() {
    reentrant.lock();
    reentrant.unlock();
  }

  /** A reentrant lock, taken twice. */
  @Benchmark
  public void lockReentrantTwice() {
    reentrant.lock();
    reentrant.lock();
    reentrant.unlock();
    reentrant.unlock();
  }

  /** The JDK's lock, for threads of one process. */
  @Benchmark
  public void lockOfTheJdk() {
    local.lock();
    local.unlock();
  }

  /** Reads a shared int. */
  @Benchmark
  public int intGet() {
    return shared.get();
  }

  /** Reads the JDK's. */
  @Benchmark
  public int intGetOfTheJdk() {
    return atomic.get();
  }

  /** Writes a shared int. */
  @Benchmark
  public void intSet() {
    shared.set(1);
  }

  /** Writes the JDK's. */
  @Benchmark
  public void intSetOfTheJdk() {
    atomic.set(1);
  }

  /** Adds to a shared int. */
  @Benchmark
  public int intIncrement() {
    return shared.incrementAndGet();
  }

  /** Adds to the JDK's. */
  @Benchmark
  public int intIncrementOfTheJdk() {
    return atomic.incrementAndGet();
  }
}
