package dev.ipc.value;

import dev.ipc.sync.SharedLock;

/** One value in shared memory. Each type has the atomic forms that its hardware allows. */
@SuppressWarnings("exports") // users see of the other interface what is declared here
public sealed interface SharedValue extends Lockable permits LockedValue, SharedText, SharedStruct {
  /**
   * The lock that belongs to this value, for sections of more than one operation:
   *
   * <pre>{@code
   * value.lock().locked(() -> value.setPlain(value.getPlain() * 2));
   * }</pre>
   *
   * <p>It is in the same file and is closed with the value. The methods of the value neither need
   * nor take it.
   *
   * @return a plain lock, always the same one
   */
  @Override
  SharedLock lock();
}
