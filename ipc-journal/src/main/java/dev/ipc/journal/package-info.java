/** A durable queue between processes: everything is kept, and read by many, across restarts. */
@NullMarked
package dev.ipc.journal;

import org.jspecify.annotations.NullMarked;
