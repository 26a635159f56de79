package dev.ipc.shm.os;

import dev.ipc.testkit.ParkerContract;
import dev.ipc.wait.Parker;
import org.junit.jupiter.api.Nested;

class PortableParkerTest {

  @Nested
  class OnPlatformThreads extends ParkerContract {
    private final Parker parker = new PortableParker();

    @Override
    protected Parker parker() {
      return parker;
    }

    @Override
    protected Thread.Builder threads() {
      return Thread.ofPlatform().daemon();
    }

    @Override
    protected long interruptibleNanos() {
      return FOR_EVER_NANOS;
    }
  }

  @Nested
  class OnVirtualThreads extends ParkerContract {
    private final Parker parker = Parkers.choose("off");

    @Override
    protected Parker parker() {
      return parker;
    }

    @Override
    protected Thread.Builder threads() {
      return Thread.ofVirtual();
    }

    @Override
    protected long interruptibleNanos() {
      return FOR_EVER_NANOS;
    }
  }
}
