/**
 * Pools that carry out tasks: their calls, the results to come, and what those who write pools
 * build on.
 */
@NullMarked
package dev.ipc.task;

import org.jspecify.annotations.NullMarked;
