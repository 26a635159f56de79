/** Domains and their members: who is alive, told by the kernel's file locks. */
@NullMarked
package dev.ipc.shm.liveness;

import org.jspecify.annotations.NullMarked;
