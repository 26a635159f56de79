package dev.ipc.journal;

import java.util.OptionalLong;

/**
 * A named tailer of a journal.
 *
 * @param name its name
 * @param lastDone the index of the last item that it has finished, or empty if it has finished none
 * @param isInUse whether a living process has it
 */
public record TailerState(String name, OptionalLong lastDone, boolean isInUse) {}
