/** Shared counters in the registries of metrics libraries, which applications bring themselves. */
@NullMarked
package dev.ipc.metrics;

import org.jspecify.annotations.NullMarked;
