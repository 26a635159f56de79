/** What children log, on its way to the loggers of their parent. */
@NullMarked
package dev.ipc.log;

import org.jspecify.annotations.NullMarked;
