package dev.ipc.bench;

import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** Chronicle Queue alone, with a named tailer, which begins again at the end. */
final class ChronicleWire implements Wire {
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private final ExcerptTailer tailer;
  private final byte[] received;

  ChronicleWire(Path memory, int bytes) {
    System.setProperty("chronicle.analytics.disable", "true");
    this.queue =
        SingleChronicleQueueBuilder.binary(memory.resolve("chronicle"))
            .rollCycle(RollCycles.FAST_DAILY)
            .build();
    this.appender = queue.createAppender();
    this.tailer = queue.createTailer("bench");
    this.received = new byte[bytes];
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
      if (!read(sink)) {
        tailer.toStart();
      }
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
