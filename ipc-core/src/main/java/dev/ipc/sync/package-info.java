/** Locks and, later, the other synchronizers of {@code java.util.concurrent}, across processes. */
@NullMarked
package dev.ipc.sync;

import org.jspecify.annotations.NullMarked;
