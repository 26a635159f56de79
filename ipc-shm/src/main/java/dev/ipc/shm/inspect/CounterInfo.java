package dev.ipc.shm.inspect;

import java.util.Optional;

/**
 * One of the counters of an object, at one moment.
 *
 * @param label what it is called
 * @param value what was counted
 * @param kept whether it stays when processes end
 * @param ownerPid the process that it belongs to; empty if it is kept
 */
public record CounterInfo(String label, long value, boolean kept, Optional<Long> ownerPid) {}
