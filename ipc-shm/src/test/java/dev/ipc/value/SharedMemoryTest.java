package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Kind;
import dev.ipc.RegionClosedException;
import dev.ipc.RegionExistsException;
import dev.ipc.RegionFormatException;
import dev.ipc.RegionMissingException;
import dev.ipc.bind.BoundObject;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Serial;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw blocks: exactly as long as asked for, the same in each process, gone with their handle. */
@ExtendWith(LeakLedger.class)
class SharedMemoryTest {
  private final NamedDomain domain = new NamedDomain();
  private Shm shm;

  @BeforeEach
  void join() {
    shm = domain.join();
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 8, 4096, 1_000_001})
  void shouldBeZerosOfExactlyThatLengthWhenNew(long byteSize) {
    SharedMemory memory = shm.create("block", SharedMemory.ofBytes(byteSize));
    SharedMemory other = shm.open("block", SharedMemory.KIND);

    assertThat(memory.byteSize()).isEqualTo(byteSize);
    assertThat(other.asSegment().byteSize()).isEqualTo(byteSize);
    assertThat(other.asByteBuffer().capacity()).isEqualTo((int) byteSize);
    MemorySegment zeros = MemorySegment.ofArray(new byte[(int) byteSize]);
    assertThat(memory.asSegment().mismatch(zeros)).isEqualTo(-1);
    memory.asSegment().set(ValueLayout.JAVA_BYTE, byteSize - 1, (byte) 7);
    assertThat(other.asByteBuffer().get((int) byteSize - 1)).isEqualTo((byte) 7);
    assertThat(BoundObject.stateOf(other)).isEqualTo(byteSize + " bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, (1L << 47) + 1, Long.MAX_VALUE})
  void shouldRefuseASizeWhenThereIsNoSuchBlock(long byteSize) {
    assertThatThrownBy(() -> SharedMemory.ofBytes(byteSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("byteSize=" + byteSize);
  }

  @Test
  void shouldBeginAtACacheLineWhenMapped() {
    MemorySegment segment = shm.create(SharedMemory.ofBytes(64)).asSegment();

    assertThat(segment.address() % 64).isZero();
  }

  @Test
  void shouldBeFoundByItsNameUntilItIsDeleted() {
    SharedMemory memory = shm.create("block", SharedMemory.ofBytes(16));
    assertThatThrownBy(() -> shm.create("block", SharedMemory.ofBytes(16)))
        .isInstanceOf(RegionExistsException.class);
    assertThatThrownBy(() -> shm.open("other", SharedMemory.KIND))
        .isInstanceOf(RegionMissingException.class);
    Kind<SharedList> wrong = SharedList.KIND;
    assertThatThrownBy(() -> shm.open("block", wrong)).isInstanceOf(RegionFormatException.class);

    assertThat(shm.delete("block")).isTrue();
    assertThat(shm.delete("block")).isFalse();
    assertThatThrownBy(() -> shm.open("block", SharedMemory.KIND))
        .isInstanceOf(RegionMissingException.class);
    memory.asSegment().set(ValueLayout.JAVA_LONG, 8, 42);
    assertThat(memory.asSegment().get(ValueLayout.JAVA_LONG, 8)).isEqualTo(42);
    assertThat(shm.create("block", SharedMemory.ofBytes(8)).asByteBuffer().getLong(0)).isZero();
  }

  @Test
  void shouldHaveBuffersInTheOrderOfSegmentsWhenItIsSliced() {
    SharedMemory memory = shm.create(SharedMemory.ofBytes(32));
    memory.asSegment().set(ValueLayout.JAVA_LONG, 8, 0x0102030405060708L);

    assertThat(memory.asByteBuffer().order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(memory.asByteBuffer().getLong(8)).isEqualTo(0x0102030405060708L);
    ByteBuffer part = memory.asByteBuffer(8, 16);
    assertThat(part.capacity()).isEqualTo(16);
    assertThat(part.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(part.getLong(0)).isEqualTo(0x0102030405060708L);
    assertThat(memory.asByteBuffer(32, 0).capacity()).isZero();
    for (long[] wrong : new long[][] {{-1, 1}, {0, 33}, {32, 1}, {0, -1}, {1, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> memory.asByteBuffer(wrong[0], wrong[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void shouldRefuseABufferWhenTheBlockIsTooLongForOne(@TempDir Path folder) throws IOException {
    long bytes = SharedMemoryLayout.bytes(1L << 31);
    Path sparse = Files.createFile(folder.resolve("sparse"));
    try (FileChannel channel =
            FileChannel.open(sparse, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      MemorySegment segment = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
      SharedMemory memory =
          new LocalHome(
                  new Block(segment),
                  SharedMemoryLayout.ELEMENT,
                  new OwnerId(1, 1),
                  ScriptedParker.skipping(),
                  new ScriptedLiveness())
              .bind(SharedMemory.ofBytes(1));

      assertThatThrownBy(memory::asByteBuffer)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bytes=2147483648, at most=2147483639");
      assertThat(memory.asSegment().byteSize()).isEqualTo(1L << 31);
      memory.asByteBuffer((1L << 31) - 8, 8).putLong(0, -1);
      assertThat(memory.asSegment().get(ValueLayout.JAVA_LONG, (1L << 31) - 8)).isEqualTo(-1);
      int longest = Integer.MAX_VALUE - 8;
      assertThat(memory.asByteBuffer(1, longest).capacity()).isEqualTo(longest);
      assertThatThrownBy(() -> memory.asByteBuffer(1, longest + 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldEndWithItsHandle() {
    SharedMemory memory = shm.create(SharedMemory.ofBytes(16));
    MemorySegment segment = memory.asSegment();
    ByteBuffer buffer = memory.asByteBuffer();
    memory.close();

    assertThatThrownBy(memory::asSegment).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(memory::asByteBuffer).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> memory.asByteBuffer(0, 1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(memory::byteSize).isInstanceOf(RegionClosedException.class);
    assertThat(memory.lock().isClosed()).isTrue();
    assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
  }

  /** The JDK refuses to unmap memory that a channel reads into; that must not keep it for ever. */
  @Test
  void shouldBeUnmappedLaterWhenAChannelReadsIntoIt() throws Exception {
    SharedMemory memory = shm.create(SharedMemory.ofBytes(16));
    ByteBuffer buffer = memory.asByteBuffer();
    Pipe pipe = Pipe.open();
    try (var sink = pipe.sink();
        var source = pipe.source()) {
      FutureTask<Integer> reading = new FutureTask<>(() -> source.read(buffer));
      Thread reader = Thread.ofPlatform().daemon().start(reading);
      Eventually.until(
          "the thread reads",
          () ->
              Stream.of(reader.getStackTrace())
                  .anyMatch(frame -> frame.getMethodName().equals("read0")));
      memory.close();
      assertThat(memory.isClosed()).isTrue();
      sink.write(ByteBuffer.wrap(new byte[3]));
      assertThat(reading.get()).isEqualTo(3);
    }
    // The ledger finds the mapping if it stays.
  }

  @Test
  void shouldTravelWithItsLock() throws Exception {
    SharedMemory memory = shm.create(SharedMemory.ofBytes(16));

    assertThat(Serial.copy(memory)).isSameAs(memory);
    assertThat(Serial.copy(memory.lock())).isSameAs(memory.lock());
  }

  @Test
  void shouldBeTheSameInTwoProcessesWhenEachWritesUnderItsLock() {
    int times = 20_000;
    SharedMemory memory = shm.create(SharedMemory.ofBytes(1_000));
    try (Partner partner = Partner.start()) {
      var theirs = partner.start(() -> add(memory, times));
      add(memory, times);
      theirs.result();

      assertThat(memory.asByteBuffer().getLong(992)).isEqualTo(2L * times);
      partner.perform(() -> memory.asSegment().asSlice(0, 100).fill((byte) 9));
      byte[] nines = memory.asSegment().asSlice(0, 101).toArray(ValueLayout.JAVA_BYTE);
      assertThat(nines[99]).isEqualTo((byte) 9);
      assertThat(nines[100]).isZero();
    }
  }

  private static void add(SharedMemory memory, int times) {
    ByteBuffer buffer = memory.asByteBuffer();
    for (int i = 0; i < times; i++) {
      memory.lock().locked(() -> buffer.putLong(992, buffer.getLong(992) + 1));
    }
  }

  @Test
  void shouldBeFreedWhenItsOnlyProcessIsKilled() {
    String folder;
    try (Partner owner = Partner.start()) {
      folder =
          owner.call(() -> {
            Shm own = Shm.temporary();
            own.create("block", SharedMemory.ofBytes(1_000_000)).asSegment().fill((byte) 1);
            return own.folder().toString();
          });
      assertThat(Path.of(folder, "block")).exists();
      owner.kill();
    }
    try (Shm _ = Shm.temporary()) {
      assertThat(Path.of(folder)).doesNotExist();
    }
  }
}
