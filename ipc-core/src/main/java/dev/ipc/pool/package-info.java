/** What a pool and its workers have in common, and what a worker does. */
@NullMarked
package dev.ipc.pool;

import org.jspecify.annotations.NullMarked;
