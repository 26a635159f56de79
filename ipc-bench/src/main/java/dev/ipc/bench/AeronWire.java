package dev.ipc.bench;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.DriverTimeoutException;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.file.Path;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Aeron's channel between processes, both of which spin; one has the driver, in a thread. */
final class AeronWire implements Wire {
  private static final String CHANNEL = "aeron:ipc?term-length=16m";

  /** A client whose driver is silent for so long ends its process; here a host may be busy. */
  private static final long DRIVER_TIMEOUT_MILLIS = 60_000;

  private final @Nullable MediaDriver driver;
  private final Aeron aeron;
  private final @Nullable ExclusivePublication publication;
  private final @Nullable Subscription subscription;
  private final byte[] received;
  private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
  private Sink sink = message -> {};
  private final FragmentHandler handler;

  /**
   * Opens a side of a stream.
   *
   * @param memory where the driver's files are
   * @param stream the number of the stream
   * @param bytes of a message
   * @param receives which side it is
   * @param drives whether to start the driver
   */
  AeronWire(Path memory, int stream, int bytes, boolean receives, boolean drives) {
    String folder = memory.resolve("aeron").toString();
    this.driver = drives ? MediaDriver.launch(driver(folder)) : null;
    this.aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(folder)
                .driverTimeoutMs(DRIVER_TIMEOUT_MILLIS)
                .errorHandler(AeronWire::failed));
    this.publication = receives ? null : aeron.addExclusivePublication(CHANNEL, stream);
    this.subscription = receives ? aeron.addSubscription(CHANNEL, stream) : null;
    this.received = new byte[bytes];
    this.handler =
        (buffer, offset, length, header) -> {
          buffer.getBytes(offset, received, 0, length);
          sink.accept(received);
        };
  }

  /** The side with the driver may be the first to close, which is no reason to end the process. */
  private static void failed(Throwable error) {
    if (!(error instanceof DriverTimeoutException)) {
      System.err.println("Aeron failed: " + error);
    }
  }

  /** The driver moves the limit of publications, so how it idles bounds them. */
  private static MediaDriver.Context driver(String folder) {
    return new MediaDriver.Context()
        .aeronDirectoryName(folder)
        .driverTimeoutMs(DRIVER_TIMEOUT_MILLIS)
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(new BackoffIdleStrategy())
        .termBufferSparseFile(false);
  }

  @Override
  @SuppressWarnings("NullAway") // who sends has it
  public void send(byte[] message) {
    if (source.capacity() == 0) {
      source.wrap(message);
    }
    while (publication.offer(source, 0, message.length) < 0) {
      Wire.pause();
    }
  }

  @Override
  @SuppressWarnings("NullAway") // who receives has it
  public void receive(int most, Sink to) {
    sink = to;
    if (subscription.poll(handler, most) == 0) {
      Wire.pause();
    }
  }

  @Override
  public void close() {
    aeron.close();
    if (driver != null) {
      driver.close();
    }
  }
}
