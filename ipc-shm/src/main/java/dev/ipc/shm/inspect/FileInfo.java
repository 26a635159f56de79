package dev.ipc.shm.inspect;

/**
 * A file in a domain that is no object, or no longer, or not yet.
 *
 * @param file its name
 * @param bytes its length, or -1 if unknown
 * @param reason what it is instead
 */
public record FileInfo(String file, long bytes, String reason) {}
