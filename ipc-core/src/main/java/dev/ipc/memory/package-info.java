/** Ordered access to the memory of a shared object; the only place that touches a VarHandle. */
@NullMarked
package dev.ipc.memory;

import org.jspecify.annotations.NullMarked;
