package dev.ipc.queue;

import java.time.Duration;

/**
 * What a queue has done since it was created, by all processes, and what is in it; each number at
 * some moment, but not all at the same.
 *
 * @param size how many items are to be had
 * @param leased how many items are on lease
 * @param usedBytes how much of its room is in use
 * @param capacityBytes its room
 * @param put how many items were put
 * @param taken how many items left it: taken, finished or removed
 * @param spilled how many of those put were too large for the room and went into files
 * @param producersWaited for how long producers waited for room, all waits together that have ended
 * @param consumersWaited for how long consumers waited for items, all waits together that have
 *     ended
 */
public record QueueStatistics(
    int size,
    int leased,
    long usedBytes,
    long capacityBytes,
    long put,
    long taken,
    long spilled,
    Duration producersWaited,
    Duration consumersWaited) {}
