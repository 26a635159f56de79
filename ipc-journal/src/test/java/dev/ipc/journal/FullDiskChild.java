package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.codec.Codec;
import dev.ipc.testkit.Child;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Appends to a journal until its small disk is full, makes room, and goes on. */
final class FullDiskChild {
  private static final int ITEM_BYTES = 1_000;

  private FullDiskChild() {}

  /** Who fills the disk. */
  enum Scenario {
    /** The journal itself. */
    JOURNAL,
    /** Somebody else, to the last byte, while nobody looks how much is free. */
    OTHERS
  }

  private static JournalQueue<byte[]> open(Path folder) {
    return JournalQueue.open(folder, Codec.bytes(), JournalOptions.DEFAULTS.blockBytes(1 << 20));
  }

  public static void main(String[] args) throws Exception {
    Child.dieWithParent();
    Scenario scenario = Scenario.valueOf(args[0]);
    Path disk = Path.of(args[1]);
    Path ballast = disk.resolve("ballast");
    Path folder = disk.resolve("journal");
    fill(ballast, 4 << 20);
    long acknowledged = 1;
    try (var journal = open(folder)) {
      journal.append(item(1));
      if (scenario == Scenario.OTHERS) {
        fill(ballast, Integer.MAX_VALUE);
      }
      while (true) {
        journal.append(item(acknowledged + 1));
        acknowledged++;
      }
    } catch (IpcException e) {
      Child.say(e.getClass().getSimpleName() + " " + e.getMessage());
    }
    Files.delete(ballast);
    try (var journal = open(folder);
        var tailer = journal.tailer("reader")) {
      long[] read = {0};
      tailer.forEach(item -> check(item, ++read[0]), Duration.ZERO);
      Child.say("lost " + (acknowledged - read[0]));
      journal.append(item(++read[0]));
      tailer.forEach(item -> check(item, read[0]), Duration.ZERO);
    }
    for (JournalFile file : JournalQueue.verify(folder)) {
      Child.say("problem " + file.problem().orElse("none"));
    }
  }

  private static byte[] item(long number) {
    byte[] item = new byte[ITEM_BYTES];
    for (int i = 0; i < item.length; i++) {
      item[i] = (byte) (number + i);
    }
    return item;
  }

  private static void check(byte[] item, long number) {
    if (!Arrays.equals(item, item(number))) {
      throw new AssertionError("another item than the " + number + ".");
    }
  }

  private static void fill(Path file, long bytes) throws IOException {
    byte[] some = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < bytes; written += some.length) {
        out.write(some);
      }
    } catch (IOException e) {
      return; // the disk is full
    }
  }
}
