/** Who owns what in shared memory, and whether the owner is alive. */
@NullMarked
package dev.ipc.owner;

import org.jspecify.annotations.NullMarked;
