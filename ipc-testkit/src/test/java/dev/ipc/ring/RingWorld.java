package dev.ipc.ring;

import dev.ipc.memory.Block;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.LocalSpill;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ring of texts, and both its sides. */
final class RingWorld {
  final Block block;
  final LocalSpill spill = new LocalSpill();
  final Ring ring;
  final Producer producer;
  final Consumer consumer;

  RingWorld(int lines, int maxItems) {
    this.block = LocalHome.memory(RingLayout.bytes(lines));
    RingLayout.initialize(block, lines, maxItems);
    this.ring = new Ring(block, "ring", () -> spill);
    this.producer = new Producer(ring);
    this.consumer = new Consumer(ring);
  }

  boolean put(String text) {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  boolean put(byte[] bytes) {
    if (bytes.length > ring.maxLength()) {
      return producer.publishElsewhere(spill.draft(ByteBuffer.wrap(bytes)), bytes.length);
    }
    long offset = producer.claim(bytes.length);
    if (offset == Producer.FULL) {
      return false;
    }
    block.setBytes(offset, bytes);
    producer.publish(bytes.length, RecordLayout.ITEM);
    return true;
  }

  /** Puts, but dies when the record is published and before the tail is stored. */
  void putAndDie(String text) {
    long tail = ring.tail();
    put(text);
    block.setLong(RingLayout.TAIL_OFFSET, tail);
    producer.unsettle(); // the next is another
  }

  Optional<String> take() {
    if (!consumer.find()) {
      return Optional.empty();
    }
    String text = text();
    consumer.take();
    return Optional.of(text);
  }

  /** What the consumer stands on. */
  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return consumer.copy();
  }

  List<String> takeAll() {
    List<String> all = new ArrayList<>();
    for (Optional<String> each = take(); each.isPresent(); each = take()) {
      all.add(each.get());
    }
    return all;
  }

  /** Has both sides begin as if so many lines had passed, a multiple of the ring's. */
  void startAt(int line) {
    long position = Position.after(0, line, 0);
    block.setLong(RingLayout.TAIL_OFFSET, position);
    block.setLong(RingLayout.HEAD_SEEN_OFFSET, position);
    block.setLong(RingLayout.HEAD_OFFSET, position);
    block.setLong(RingLayout.MIXED_END_OFFSET, position);
    producer.unsettle();
  }
}
