/** Pipes: two ends, each of one process at a time, that tell each other when they are gone. */
@NullMarked
package dev.ipc.pipe;

import org.jspecify.annotations.NullMarked;
