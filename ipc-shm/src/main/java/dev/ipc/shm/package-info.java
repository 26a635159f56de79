/** Domains of shared objects, backed by memory-mapped files. */
@NullMarked
package dev.ipc.shm;

import org.jspecify.annotations.NullMarked;
