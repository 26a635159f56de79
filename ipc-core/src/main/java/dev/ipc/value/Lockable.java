package dev.ipc.value;

import dev.ipc.Shared;
import dev.ipc.sync.SharedLock;

/** A shared object that has a lock in its own memory, see {@link LockedValue#ownLock}. */
interface Lockable extends Shared {
  SharedLock lock();
}
