/** Single values that processes share. */
@NullMarked
package dev.ipc.value;

import org.jspecify.annotations.NullMarked;
