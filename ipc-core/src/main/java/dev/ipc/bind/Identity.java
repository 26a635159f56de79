package dev.ipc.bind;

/**
 * Which object something is, whatever its name.
 *
 * @param high the upper half of its region's 128 random bits
 * @param low the lower half
 * @param offset where in the region's memory the object begins
 */
public record Identity(long high, long low, long offset) {}
