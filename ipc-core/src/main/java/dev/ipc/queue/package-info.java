/** Queues that processes share: messages and objects, passed on in order and not lost. */
@NullMarked
package dev.ipc.queue;

import org.jspecify.annotations.NullMarked;
