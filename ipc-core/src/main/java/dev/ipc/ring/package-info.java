/** Records in a ring of shared memory, for one producer and one consumer at a time. */
@NullMarked
package dev.ipc.ring;

import org.jspecify.annotations.NullMarked;
