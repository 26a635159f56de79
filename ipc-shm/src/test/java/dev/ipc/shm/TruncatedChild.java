package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Child;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Truncates the file of an object that it uses, and looks what happens. */
final class TruncatedChild {
  private final Shm shm = Shm.temporary();
  private final SharedInt number = shm.create("number", SharedInt.initially(7));
  private final SharedLock lock = shm.create("lock", SharedLock.plain());
  private final AtomicLong reads = new AtomicLong();

  /** What is truncated, and what is done then. */
  enum Scenario {
    VALUE_IS_READ_AND_MADE_ANEW {
      @Override
      void play(TruncatedChild in) {
        SharedInt other = in.shm.create("other", SharedInt.initially(1));
        in.truncate("number");

        assertThatThrownBy(in.number::get)
            .isInstanceOf(RegionBrokenException.class)
            .hasMessage(
                "region "
                    + in.shm.folder().resolve("number")
                    + " lost its memory: its file was truncated or its disk failed; delete it and"
                    + " create it again");
        assertThatThrownBy(() -> in.number.set(1)).isInstanceOf(RegionBrokenException.class);
        assertThatThrownBy(in.number::incrementAndGet).isInstanceOf(RegionBrokenException.class);
        assertThatThrownBy(() -> in.shm.open("number", SharedInt.KIND))
            .isInstanceOf(RegionFormatException.class);
        assertThat(other.incrementAndGet()).isEqualTo(2);
        assertThat(in.shm.delete("number")).isTrue();
        assertThat(in.shm.create("number", SharedInt.initially(8)).get()).isEqualTo(8);
        in.number.close();
        in.shm.close();
      }
    },
    VALUE_IS_COMPARED_AND_SET {
      @Override
      void play(TruncatedChild in) {
        in.truncate("number");

        assertThatThrownBy(() -> in.number.compareAndSet(7, 8))
            .isInstanceOf(RegionBrokenException.class);
      }
    },
    FILE_GROWS_AGAIN {
      @Override
      void play(TruncatedChild in) {
        in.truncate("number");
        assertThatThrownBy(in.number::get).isInstanceOf(RegionBrokenException.class);
        FileBytes.resize(in.shm.folder().resolve("number"), 384);

        assertThatThrownBy(in.number::get).isInstanceOf(RegionBrokenException.class);
      }
    },
    VALUE_IS_READ_BY_COMPILED_CODE {
      @Override
      void play(TruncatedChild in) {
        SharedInt other = in.shm.create("other", SharedInt.initially(7));
        Background<Void> reader =
            Background.start(() -> {
              while (in.number.get() == 7) {
                in.reads.incrementAndGet();
              }
              throw new IllegalStateException("read something else");
            });
        Eventually.until("the reader is compiled", () -> in.reads.get() > 10_000_000);
        in.truncate("number");

        // Late, as the JVM's own error or after a value that nobody wrote; but not for ever.
        assertThat(reader.failure())
            .isInstanceOfAny(
                InternalError.class, IllegalStateException.class, RegionBrokenException.class);
        Eventually.until(
            "the region is known to be broken",
            () -> catchThrowable(in.number::get) instanceof RegionBrokenException);
        assertThatThrownBy(() -> in.number.set(7)).isInstanceOf(RegionBrokenException.class);
        assertThat(other.get()).isEqualTo(7);
      }
    },
    LOCK_IS_TAKEN {
      @Override
      void play(TruncatedChild in) {
        in.truncate("lock");

        assertThatThrownBy(in.lock::lock).isInstanceOf(RegionBrokenException.class);
        assertThatThrownBy(in.lock::tryLock).isInstanceOf(RegionBrokenException.class);
      }
    },
    LOCK_IS_CLOSED {
      @Override
      void play(TruncatedChild in) {
        in.truncate("lock");
        in.lock.close();

        assertThat(in.lock.isClosed()).isTrue();
        in.shm.close();
      }
    },
    DOMAIN_IS_LEFT {
      @Override
      void play(TruncatedChild in) {
        in.truncate("lock");
        in.shm.close();

        assertThat(in.lock.isClosed()).isTrue();
        assertThat(in.number.isClosed()).isTrue();
        assertThat(in.shm.folder()).doesNotExist();
      }
    },
    LOCK_IS_WAITED_FOR {
      @Override
      void play(TruncatedChild in) {
        in.lock.lock();
        Background<Void> waiter = Background.start(in.lock::lock);
        Background<Boolean> timed = Background.of(() -> in.lock.tryLock(Duration.ofDays(1)));
        waiter.awaitParked();
        timed.awaitParked();
        in.truncate("lock");

        assertThat(waiter.failure()).isInstanceOf(RegionBrokenException.class);
        assertThat(timed.failure()).isInstanceOf(RegionBrokenException.class);
        assertThatThrownBy(in.lock::unlock).isInstanceOf(RegionBrokenException.class);
      }
    };

    abstract void play(TruncatedChild in);
  }

  private TruncatedChild() {}

  private void truncate(String name) {
    FileBytes.resize(shm.folder().resolve(name), 0);
  }

  public static void main(String[] arguments) {
    Child.dieWithParent();
    Scenario.valueOf(arguments[0]).play(new TruncatedChild());
    Child.say("as expected");
  }
}
