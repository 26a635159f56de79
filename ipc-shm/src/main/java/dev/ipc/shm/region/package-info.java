/** Regions: one mapped file for one object, from its creation to its end. */
@NullMarked
package dev.ipc.shm.region;

import org.jspecify.annotations.NullMarked;
