package dev.ipc.pipe;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.ring.Ring;
import dev.ipc.wait.Bell;

/** One direction of a pipe: the messages on their way, and who waits for them or for room. */
final class Lane {
  /**
   * Where it is said, from the bytes of a record, how long the message is and how much of it came
   * before: in the place of a lease, of which there are none here.
   */
  static final long PLACE_OFFSET = -Long.BYTES;

  final Block records;
  final Ring ring;
  final Bell items;
  final Bell room;

  Lane(Home home, int directions, int direction, long itemsOffset, long roomOffset) {
    this.records = SharedPipeLayout.ring(home.block(), directions, direction);
    this.ring = new Ring(records, home.label());
    this.items = new Bell(home.block(), itemsOffset, home.parker());
    this.room = new Bell(home.block(), roomOffset, home.parker());
  }

  /** Has everybody look again, in all processes, at how the ends are. */
  void ring() {
    items.ring(Integer.MAX_VALUE);
    room.ring(Integer.MAX_VALUE);
  }

  void wakeAll() {
    items.wake(Integer.MAX_VALUE);
    room.wake(Integer.MAX_VALUE);
  }

  /** What there is to be seen from outside. */
  String state() {
    return ring.usedBytes()
        + " of "
        + ring.capacityBytes()
        + " bytes"
        + (items.isSet() ? ", awaited" : "")
        + (room.isSet() ? ", room awaited" : "");
  }
}
