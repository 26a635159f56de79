/** The race behind {@code ipc race}: its modes, the processes that run it, and what came out. */
@NullMarked
package dev.ipc.cli.race;

import org.jspecify.annotations.NullMarked;
