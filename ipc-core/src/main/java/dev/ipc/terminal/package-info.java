/** What work looks like on a terminal, by a library that applications bring themselves. */
@NullMarked
package dev.ipc.terminal;

import org.jspecify.annotations.NullMarked;
