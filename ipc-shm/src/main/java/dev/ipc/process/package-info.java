/** Processes: functions that run in JVMs of their own. */
@NullMarked
package dev.ipc.process;

import org.jspecify.annotations.NullMarked;
