package dev.ipc.value;

import dev.ipc.Shared;

/** One value in shared memory. Each type has the atomic forms that its hardware allows. */
public sealed interface SharedValue extends Shared permits SharedInt, SharedLong {}
