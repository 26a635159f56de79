package dev.ipc.bench;

import dev.ipc.bench.Exercise.Death;
import dev.ipc.bench.Exercise.Effort;
import dev.ipc.bench.Team.Share;
import dev.ipc.bench.Worker.Tool;
import java.util.List;
import java.util.stream.Stream;

/** All rows. */
final class Rows {
  private Rows() {}

  static List<Row> all(Workshop workshop, Settings settings) {
    return Stream.of(
            locksAndCounters(workshop, settings),
            synchronizers(workshop, settings),
            data(workshop, settings),
            QueueRows.all(workshop, settings),
            CodecRows.all(workshop, settings),
            JournalRows.all(settings),
            ProcessRows.all(workshop, settings))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> locksAndCounters(Workshop workshop, Settings settings) {
    Contender ipc = new JavaContender("ipc", Tool.IPC, settings.warmUp());
    Contender robust = new CContender("robust pthread mutex", workshop);
    Contender python = new PythonContender("Lock", workshop);
    Contender fileLock = new JavaContender("FileChannel.lock", Tool.FILE_LOCK, settings.warmUp());
    Contender bare = new JavaContender("bare Java loop", Tool.BARE, settings.warmUp());
    Contender atomicAdd = new CContender("C atomic_fetch_add", workshop);
    List<Contender> locks = List.of(robust, python, fileLock);
    return List.of(
        new Row(
            "lock-uncontended",
            "ns",
            Target.ratioAtMost(0.67),
            new Effort(Job.LOCK, 1, Rows::nanosEach),
            ipc,
            locks),
        new Row(
            "lock-contended",
            "M/s",
            Target.ratioAtLeast(1.1),
            new Effort(Job.LOCK, 2, Rows::millionsPerSecond),
            ipc,
            locks),
        new Row(
            "lock-fairness",
            "%",
            Target.oursAtLeast(25, "%"),
            new Effort(Job.LOCK, 2, Rows::smallestSharePercent),
            ipc,
            locks),
        new Row(
            "atomic-add",
            "M/s",
            Target.ratioAtLeast(0.9),
            new Effort(Job.ADD, 2, Rows::millionsPerSecond),
            ipc,
            List.of(bare, atomicAdd)),
        new Row(
            "lock-recovery",
            "ms",
            Target.oursAtMost(100, "ms"),
            new Death(),
            ipc,
            List.of(robust, fileLock)));
  }

  private static List<Row> synchronizers(Workshop workshop, Settings settings) {
    Contender ipc = new JavaContender("ipc", Tool.IPC, settings.warmUp());
    Contender owned = new JavaContender("ipc", Tool.IPC_OWNED, settings.warmUp());
    List<Contender> semaphores =
        List.of(new CContender("sem_t", workshop), new PythonContender("Semaphore", workshop));
    return List.of(
        new Row(
            "semaphore",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.SEMAPHORE, 1, Rows::nanosEach),
            ipc,
            semaphores),
        new Row(
            "semaphore-owned",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.SEMAPHORE, 1, Rows::nanosEach),
            owned,
            semaphores),
        new Row(
            "rwlock-read",
            "M/s",
            Target.ratioAtLeast(1.0),
            new Effort(Job.READ, 2, Rows::millionsPerSecond),
            ipc,
            List.of(new CContender("pthread_rwlock_t", workshop))),
        new Row(
            "barrier",
            "k/s",
            Target.ratioAtLeast(1.0),
            new Effort(Job.BARRIER, 2, Rows::thousandPassesPerSecond),
            ipc,
            List.of(
                new CContender("pthread_barrier_t", workshop),
                new PythonContender("Barrier", workshop))),
        new Row(
            "event",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.EVENT, 2, Rows::nanosPerHandOver),
            ipc,
            List.of(
                new CContender("pthread_cond_t and flag", workshop),
                new PythonContender("Event", workshop))),
        new Row(
            "condition",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.CONDITION, 2, Rows::nanosPerHandOver),
            ipc,
            List.of(
                new CContender("pthread_cond_t", workshop),
                new PythonContender("Condition", workshop))));
  }

  private static List<Row> data(Workshop workshop, Settings settings) {
    Contender ipc = new JavaContender("ipc", Tool.IPC, settings.warmUp());
    Contender bareStore = new JavaContender("bare MemorySegment", Tool.BARE, settings.warmUp());
    Contender bareAdd = new JavaContender("bare Java loop", Tool.BARE, settings.warmUp());
    Contender atomicAdd = new CContender("C atomic_fetch_add", workshop);
    Contender robust = new CContender("robust pthread mutex", workshop);
    Contender structure = new PythonContender("Value of a Structure", workshop);
    return List.of(
        new Row(
            "array-set",
            "ns",
            Target.oursAtMost(2, "ns"),
            new Effort(Job.ARRAY_SET, 1, Rows::nanosEach),
            ipc,
            List.of(bareStore, new PythonContender("RawArray", workshop))),
        new Row(
            "array-set-locked",
            "ns",
            Target.oursAtMost(25, "ns"),
            new Effort(Job.ARRAY_SET_LOCKED, 1, Rows::nanosEach),
            ipc,
            List.of(robust, new PythonContender("Array", workshop))),
        new Row(
            "array-fill",
            "GB/s",
            Target.ratioAtLeast(0.8),
            new Effort(Job.ARRAY_FILL, 1, Rows::gigabytesPerSecond),
            ipc,
            List.of(
                new CContender("C memcpy", workshop, "memcpy"),
                new CContender("C memset", workshop, "memset"))),
        new Row(
            "counter-increment",
            "M/s",
            Target.ratioAtLeast(0.9),
            new Effort(Job.COUNT, 2, Rows::millionsPerSecond),
            ipc,
            List.of(bareAdd, atomicAdd)),
        new Row(
            "counter-uncontended",
            "M/s",
            Target.ratioAtLeast(0.9),
            new Effort(Job.COUNT, 1, Rows::millionsPerSecond),
            ipc,
            List.of(bareAdd, atomicAdd)),
        new Row(
            "struct-read",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.STRUCT_READ, 1, Rows::nanosEach),
            ipc,
            List.of(robust, structure)),
        new Row(
            "struct-write",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.STRUCT_WRITE, 1, Rows::nanosEach),
            ipc,
            List.of(robust, structure)));
  }

  static double nanosEach(List<Share> shares) {
    Share only = shares.getFirst();
    return (double) only.nanos() / only.operations();
  }

  /** Every operation of either side is one. */
  private static double nanosPerHandOver(List<Share> shares) {
    double all = shares.stream().mapToLong(Share::operations).sum();
    return shares.getFirst().nanos() / all;
  }

  /** All sides are in every pass. */
  private static double thousandPassesPerSecond(List<Share> shares) {
    Share any = shares.getFirst();
    return any.operations() * 1e6 / any.nanos();
  }

  /** Every operation is a byte. */
  private static double gigabytesPerSecond(List<Share> shares) {
    Share only = shares.getFirst();
    return (double) only.operations() / only.nanos();
  }

  private static double millionsPerSecond(List<Share> shares) {
    return shares.stream().mapToDouble(share -> share.operations() * 1e3 / share.nanos()).sum();
  }

  private static double smallestSharePercent(List<Share> shares) {
    double all = shares.stream().mapToLong(Share::operations).sum();
    return 100 * shares.stream().mapToLong(Share::operations).min().orElseThrow() / all;
  }
}
