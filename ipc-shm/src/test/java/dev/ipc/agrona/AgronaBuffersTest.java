package dev.ipc.agrona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.BoundObject;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.PlainJvm;
import dev.ipc.shm.support.PlainJvm.Outcome;
import dev.ipc.shm.support.Sources;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedMemory;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** Views in applications with and without the flag that Agrona needs. */
@ExtendWith(LeakLedger.class)
class AgronaBuffersTest {
  private static final String APP =
      """
      import dev.ipc.RegionClosedException;
      import dev.ipc.RegionMissingException;
      import dev.ipc.agrona.AgronaBuffers;
      import dev.ipc.shm.Shm;
      import dev.ipc.value.SharedMemory;
      import java.lang.foreign.MemorySegment;
      import java.lang.foreign.ValueLayout;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import org.agrona.concurrent.UnsafeBuffer;
      import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
      import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

      public class App {
        static final int RING = 1024 + RingBufferDescriptor.TRAILER_LENGTH;

        static void check(boolean expected, String what) {
          if (!expected) {
            throw new AssertionError(what);
          }
        }

        static boolean fails(Class<? extends Exception> with, Runnable work) {
          try {
            work.run();
            return false;
          } catch (Exception e) {
            return with.isInstance(e);
          }
        }

        static boolean isMapped(String name) throws Exception {
          return Files.readString(Path.of("/proc/self/maps")).contains("/" + name);
        }

        public static void main(String[] arguments) throws Exception {
          UnsafeBuffer view;
          try (Shm shm = Shm.temporary()) {
            SharedMemory memory = shm.create("block", SharedMemory.ofBytes(RING));
            SharedMemory foreign = shm.create(SharedMemory.ofBytes(RING));
            MemorySegment segment = memory.asSegment();
            view = AgronaBuffers.view(memory);
            check(view.capacity() == RING, "capacity=" + view.capacity());
            segment.set(ValueLayout.JAVA_LONG, 8, 42);
            check(view.getAndAddLong(8, 1) == 42, "what the segment stored");
            check(segment.get(ValueLayout.JAVA_LONG, 8) == 43, "what the buffer stored");
            UnsafeBuffer part = AgronaBuffers.view(memory, segment.asSlice(8, 16));
            check(part.capacity() == 16 && part.getLong(0) == 43, "a slice");
            check(
                fails(IllegalArgumentException.class, () ->
                    AgronaBuffers.view(memory, foreign.asSegment())),
                "memory of another object");
            check(fails(IndexOutOfBoundsException.class, () -> view(part)), "bounds");

            segment.fill((byte) 0);
            var writer = new OneToOneRingBuffer(new UnsafeBuffer(view));
            var reader = new OneToOneRingBuffer(AgronaBuffers.view(memory));
            check(writer.write(7, new UnsafeBuffer(new byte[] {1, 2, 3}), 0, 3), "written");
            int read = reader.read((type, buffer, index, length) ->
                check(type == 7 && length == 3 && buffer.getByte(index + 2) == 3, "message"));
            check(read == 1, "read=" + read);

            memory.close();
            check(fails(RegionClosedException.class, () -> AgronaBuffers.view(memory)), "closed");
            view.putLong(0, 1);
            SharedMemory again = shm.open("block", SharedMemory.KIND);
            check(again.asByteBuffer().getLong(0) == 1, "stored by a view of a closed handle");
            shm.delete("block");
            check(fails(RegionMissingException.class, () -> AgronaBuffers.view(again)), "deleted");
            view.putLong(0, 2);
            check(again.asByteBuffer().getLong(0) == 2, "stored by a view of a deleted object");
            SharedMemory named = shm.create("other", SharedMemory.ofBytes(RING));
            keep(AgronaBuffers.view(named));
          }
          view.setMemory(0, RING, (byte) 9);
          check(view.getByte(RING - 1) == 9, "used after the domain was closed");
          check(isMapped("other"), "kept while its buffer is reachable");
          KEPT.set(0, null);
          for (int i = 0; isMapped("other"); i++) {
            check(i < 1_000, "still mapped though nobody can reach it");
            System.gc();
            Thread.sleep(10);
          }
          check(view.getByte(0) == 9, "another view");
          System.out.println("done");
        }

        static final java.util.List<UnsafeBuffer> KEPT = new java.util.ArrayList<>();

        static void keep(UnsafeBuffer buffer) {
          KEPT.add(new UnsafeBuffer(buffer));
        }

        static void view(UnsafeBuffer part) {
          part.getLong(16);
        }
      }
      """;

  @TempDir private static Path folder;
  private static String classPath;

  @BeforeAll
  static void compile() throws IOException {
    String library = PlainJvm.pathOf(SharedInt.class, Shm.class, IdleStrategy.class, Logger.class);
    Path classes =
        new Sources(folder.resolve("src"))
            .with("App.java", APP)
            .compile(folder.resolve("classes"), "-Xlint:all", "-Werror", "-cp", library);
    classPath = classes + File.pathSeparator + library;
  }

  private static Outcome run(String... flags) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    arguments.addAll(List.of(flags));
    arguments.addAll(List.of("-cp", classPath, "App"));
    return PlainJvm.run(folder, arguments);
  }

  /** Both names of the one flag; a view is used after all that could unmap its memory. */
  @ParameterizedTest
  @ValueSource(strings = {"--add-exports", "--add-opens"})
  void shouldWorkAndOutliveItsHandleWhenTheFlagIsThere(String flag) throws Exception {
    Outcome outcome = run(flag, "java.base/jdk.internal.misc=ALL-UNNAMED");

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.lines()).containsExactly("done");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void shouldNameTheFlagWhenItIsMissing() throws Exception {
    Outcome outcome = run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors())
        .first()
        .asString()
        .contains("IllegalStateException: Agrona's buffers cannot be used in this JVM")
        .endsWith("start it with --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
  }

  /** What makes views safe, without Agrona: this JVM lacks the flag. */
  @Test
  void shouldMapOnlyMemoryOfTheObjectWhenMappedAgain() {
    try (Shm shm = Shm.temporary()) {
      SharedMemory memory = shm.create(SharedMemory.ofBytes(64));
      MemorySegment other = shm.create(SharedMemory.ofBytes(64)).asSegment();
      for (MemorySegment foreign :
          List.of(other, MemorySegment.ofArray(new long[8]), MemorySegment.NULL)) {
        assertThatThrownBy(() -> BoundObject.mapAgain(memory, foreign))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("not memory of ");
      }
      MemorySegment own = memory.asSegment();
      memory.close();
      assertThatThrownBy(() -> BoundObject.mapAgain(memory, own))
          .isInstanceOf(RegionClosedException.class);
    }
  }
}
