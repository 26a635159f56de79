/**
 * Benches: each row measures the toolkit and its peers in turn, in the same run.
 *
 * <p>{@link dev.ipc.bench.Bench} is the command, {@link dev.ipc.bench.Rows} the list of what is
 * measured, {@link dev.ipc.bench.Worker} the process that is measured.
 */
@NullMarked
package dev.ipc.bench;

import org.jspecify.annotations.NullMarked;
