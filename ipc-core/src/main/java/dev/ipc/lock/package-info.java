/** The robust lock that every structure with a critical section stands on. */
@NullMarked
package dev.ipc.lock;

import org.jspecify.annotations.NullMarked;
