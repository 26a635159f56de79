package dev.ipc.bind;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.memory.Block;
import java.io.Serializable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A new shared object that is not yet anywhere.
 *
 * @param <T> the shared type
 * @param format what it is, with its exact element type
 * @param payloadBytes how much memory it needs
 * @param initialize fills the memory, which is zero, before any other process can see it
 * @param extra what its handles carry, see {@link Home#handle}
 */
public record Blueprint<T extends Shared>(
    Format<T> format, long payloadBytes, Consumer<Block> initialize, @Nullable Serializable extra)
    implements Spec<T> {}
