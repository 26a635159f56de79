package dev.ipc.process;

/**
 * Who a process is.
 *
 * @param name its name, which is {@code main} where no parent gave one
 * @param pid the operating system's number
 * @param daemon whether it ends with its parent's program
 */
public record ProcessInfo(String name, long pid, boolean daemon) {}
