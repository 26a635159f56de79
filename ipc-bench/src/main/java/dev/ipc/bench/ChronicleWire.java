package dev.ipc.bench;

import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** Chronicle Queue alone, which keeps all that was put; both sides spin. */
final class ChronicleWire implements Wire {
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private final ExcerptTailer tailer;
  private final byte[] received;
  private final boolean rereads;

  /**
   * Opens a queue.
   *
   * @param folder where it is
   * @param bytes of a message
   * @param rereads whether to read by a named tailer, which begins again at the end
   */
  ChronicleWire(Path folder, int bytes, boolean rereads) {
    System.setProperty("chronicle.analytics.disable", "true");
    this.queue =
        SingleChronicleQueueBuilder.binary(folder).rollCycle(RollCycles.FAST_DAILY).build();
    this.appender = queue.createAppender();
    this.tailer = rereads ? queue.createTailer("bench") : queue.createTailer();
    this.received = new byte[bytes];
    this.rereads = rereads;
  }

  @Override
  public void send(byte[] message) {
    try (DocumentContext item = appender.writingDocument()) {
      Objects.requireNonNull(item.wire()).bytes().write(message);
    }
  }

  @Override
  public void receive(int most, Sink sink) {
    for (int i = 0; i < most; i++) {
      if (read(sink)) {
        continue;
      }
      if (!rereads) {
        Wire.pause();
        return;
      }
      tailer.toStart();
    }
  }

  private boolean read(Sink sink) {
    try (DocumentContext item = tailer.readingDocument()) {
      if (!item.isPresent()) {
        return false;
      }
      Objects.requireNonNull(item.wire()).bytes().read(received);
      sink.accept(received);
      return true;
    }
  }

  @Override
  public void close() {
    queue.close();
  }
}
