/** The operating system: files of this user, locks of the kernel, sleeping on a word of memory. */
@NullMarked
package dev.ipc.shm.os;

import org.jspecify.annotations.NullMarked;
