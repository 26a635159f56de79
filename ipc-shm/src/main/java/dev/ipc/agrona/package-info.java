/** Shared memory as buffers of Agrona, for Aeron and SBE. Needs a JVM flag; nothing else does. */
@NullMarked
package dev.ipc.agrona;

import org.jspecify.annotations.NullMarked;
