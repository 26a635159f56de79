/**
 * What every other package speaks of: shared objects, the descriptions they are created from, the
 * functions that travel between processes, and the exceptions.
 */
@NullMarked
package dev.ipc;

import org.jspecify.annotations.NullMarked;
