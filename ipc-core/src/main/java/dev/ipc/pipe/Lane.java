package dev.ipc.pipe;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.ring.RecordLayout;
import dev.ipc.ring.Ring;
import dev.ipc.wait.Bell;

/** One direction of a pipe: the messages on their way, and who waits for them or for room. */
final class Lane {
  /** A record that is a part of a message; rings of pipes have nothing elsewhere. */
  static final int PART = RecordLayout.ELSEWHERE;

  /** Before the bytes of a part: how long the message is, and how much of it came before. */
  static final int PART_HEADER_BYTES = 2 * Integer.BYTES;

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
