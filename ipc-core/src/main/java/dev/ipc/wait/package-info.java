/** Waiting: on a word of shared memory, until a deadline, and out of a region's way. */
@NullMarked
package dev.ipc.wait;

import org.jspecify.annotations.NullMarked;
