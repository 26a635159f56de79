package dev.ipc.bench;

import dev.ipc.codec.Codec;
import dev.ipc.journal.JournalLease;
import dev.ipc.journal.JournalOptions;
import dev.ipc.journal.JournalQueue;
import dev.ipc.journal.JournalTailer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A journal of bytes with a named tailer, which begins again at the end. */
final class JournalWire implements Wire {
  private final JournalQueue<byte[]> journal;
  private final JournalTailer<byte[]> tailer;

  JournalWire(Path memory) throws InterruptedException {
    this.journal =
        JournalQueue.open(memory.resolve("journal"), Codec.bytes(), JournalOptions.DEFAULTS);
    this.tailer = journal.tailer("bench");
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    journal.append(message);
  }

  @Override
  public void receive(int most, Sink sink) throws InterruptedException {
    for (int i = 0; i < most; i++) {
      Optional<JournalLease<byte[]>> lease = tailer.lease(Duration.ZERO);
      if (lease.isPresent()) {
        sink.accept(lease.get().item());
        lease.get().done();
      } else {
        tailer.toStart();
      }
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
