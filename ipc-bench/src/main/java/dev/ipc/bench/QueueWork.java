package dev.ipc.bench;

import dev.ipc.bench.Worker.Tool;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Who does what with queues and pipes: side 1 receives, the others send; or the two send back and
 * forth.
 */
final class QueueWork {
  private static final int SMALL = 32;
  private static final int LARGE = 1024;

  private final Tool tool;
  private final Path memory;
  private final int side;
  private final int bytes;

  private QueueWork(Tool tool, Path memory, int side, int bytes) {
    this.tool = tool;
    this.memory = memory;
    this.side = side;
    this.bytes = bytes;
  }

  static Work of(Tool tool, Job job, int side, Path memory) throws IOException {
    QueueWork small = new QueueWork(tool, memory, side, SMALL);
    return switch (job) {
      case QUEUE_32 -> small.stream(1);
      case QUEUE_TWO -> small.stream(2);
      case QUEUE_1K -> new QueueWork(tool, memory, side, LARGE).stream(1);
      case QUEUE_RTT -> small.thereAndBack();
      case PIPE_32 -> small.pipe();
      case PIPE_1K -> new QueueWork(tool, memory, side, LARGE).pipe();
      case PIPE_RTT -> tool == Tool.IPC ? small.thereAndBackBy(small.end()) : small.thereAndBack();
      case QUEUE_OBJECTS -> stream(new ObjectWire(memory, "queue"), side, 1, 1);
      default -> throw new IllegalArgumentException("not a job with queues: " + job);
    };
  }

  private Work stream(int senders) throws IOException {
    return stream(wire(0, side == 1), side, senders, bytes);
  }

  private Work pipe() throws IOException {
    return tool == Tool.IPC ? stream(end(), side, 1, bytes) : stream(1);
  }

  private Work thereAndBack() throws IOException {
    return new Echoing(side, wire(side, true), wire(1 - side, false), bytes);
  }

  private Work thereAndBackBy(Wire end) {
    return new Echoing(side, end, end, bytes);
  }

  private Wire end() {
    return new PipeWire(memory, side == 0, bytes);
  }

  private static Work stream(Wire wire, int side, int senders, int bytes) {
    return side == 1 ? new Receiving(wire, senders) : new Sending(wire, bytes);
  }

  /** Opens one side of a wire. Where there is a driver, side 1 has it. */
  private Wire wire(int number, boolean receives) throws IOException {
    String name = "queue-" + number;
    return switch (tool) {
      case IPC, IPC_SLEEPING -> new SharedWire(memory, name, bytes);
      case AGRONA_ONE -> new AgronaWire(memory, name, bytes, OneToOneRingBuffer::new);
      case AGRONA_MANY -> new AgronaWire(memory, name, bytes, ManyToOneRingBuffer::new);
      case CHRONICLE -> new ChronicleWire(memory.resolve(name), bytes, false);
      case AERON -> new AeronWire(memory, number, bytes, receives, receives && side == 1);
      default -> throw new IllegalArgumentException("not a tool with queues: " + tool);
    };
  }
}
