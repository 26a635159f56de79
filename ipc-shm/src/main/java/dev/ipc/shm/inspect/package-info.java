/** What tools see of domains: who is in them, and what; without a slot, and without a trace. */
@NullMarked
package dev.ipc.shm.inspect;

import org.jspecify.annotations.NullMarked;
