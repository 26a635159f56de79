package dev.ipc.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file of a journal holds, as {@link JournalQueue#verify} finds it.
 *
 * @param file the file
 * @param items how many whole items are in it, up to the first that is damaged
 * @param bytes up to where they reach; the file is longer, but sparse
 * @param problem what is wrong with it, or empty
 */
public record JournalFile(Path file, long items, long bytes, Optional<String> problem) {}
