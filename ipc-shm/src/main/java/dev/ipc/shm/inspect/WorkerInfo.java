package dev.ipc.shm.inspect;

import java.time.Duration;

/**
 * A worker of a pool, at one moment.
 *
 * @param number which of the pool's workers, from 1
 * @param pid its process id, 0 if its JVM is only starting
 * @param doing what it does, in words
 * @param busy whether it has a task
 * @param since for how long it has done that
 * @param done how many tasks, or items of calls with many, it has done
 * @param heapUsedBytes how much of its heap is in use
 * @param heapMaxBytes how much heap it may have
 */
public record WorkerInfo(
    int number,
    long pid,
    String doing,
    boolean busy,
    Duration since,
    long done,
    long heapUsedBytes,
    long heapMaxBytes) {}
