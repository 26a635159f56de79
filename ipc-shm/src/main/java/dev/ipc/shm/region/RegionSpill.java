package dev.ipc.shm.region;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionMissingException;
import dev.ipc.bind.Spill;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.OwnedName;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.os.Refusal;
import dev.ipc.shm.os.Uninterruptible;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What of a region is too large for its memory: one file each, see {@link Spills}. It is written
 * under a temporary name, whose owner shows, and renamed: that is one step, and replaces what a
 * dead process may have left under the number. A link, by which regions get their names, would not.
 *
 * <p>Who deletes the object marks it and then deletes its files. So who adds one looks after that
 * whether the object is marked or gone, and if so takes it back: one of the two sees the other.
 */
record RegionSpill(Domain domain, Path file, ObjectId id) implements Spill {
  @Override
  public Draft draft(ByteBuffer bytes) {
    checkThere();
    Path temporary = domain.folder().resolve(OwnedName.temporary(domain.membership().self()));
    try {
      Uninterruptible.io(
              () -> {
                Files.deleteIfExists(temporary);
                return OwnFiles.createFilled(temporary, bytes.duplicate());
              })
          .close();
    } catch (IOException e) {
      throw failed("cannot store an item of ", e, bytes.remaining());
    }
    return new Draft() {
      @Override
      public void commit(int number) {
        try {
          Files.move(temporary, path(number), StandardCopyOption.ATOMIC_MOVE);
          checkThere();
        } catch (IOException e) {
          throw failed("cannot store an item of ", e, 0);
        } catch (RegionMissingException e) {
          delete(number);
          throw e;
        }
      }

      @Override
      public void close() {
        remove(temporary);
      }
    };
  }

  private void checkThere() {
    if (!RegionFiles.idOfLiving(file).filter(id::equals).isPresent()) {
      throw new RegionMissingException(
          "cannot store what is too large for the memory of "
              + file
              + ": it was deleted; what fits goes on working");
    }
  }

  @Override
  public byte[] load(int number, int length) {
    Path path = path(number);
    try {
      return Uninterruptible.io(() -> {
        try (FileChannel channel = OwnFiles.openToRead(path)) {
          if (channel.size() != length) {
            throw new RegionBrokenException(
                "region "
                    + file
                    + " is damaged: bytes="
                    + channel.size()
                    + " in "
                    + path
                    + ", expected="
                    + length
                    + "; delete it and create it again");
          }
          byte[] bytes = new byte[length];
          read(channel, ByteBuffer.wrap(bytes));
          return bytes;
        }
      });
    } catch (NoSuchFileException e) {
      throw new RegionMissingException(
          "an item is gone that was too large for the memory of "
              + file
              + ": its file was deleted, path="
              + path
              + "; take large items before deleting what they are in",
          e);
    } catch (IOException e) {
      throw failed("cannot read an item of ", e, 0);
    }
  }

  /** In parts, since the JDK copies each through memory of its own. */
  private static void read(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.position() < bytes.capacity()) {
      int rest = bytes.capacity() - bytes.position();
      bytes.limit(bytes.position() + Math.min(rest, OwnFiles.CHUNK_BYTES));
      if (channel.read(bytes) < 0) {
        throw new EOFException("truncated while it was read");
      }
    }
  }

  @Override
  public void delete(int number) {
    remove(path(number));
  }

  private void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed("cannot delete an item of ", e, 0);
    }
  }

  private Path path(int number) {
    return domain.folder().resolve(Spills.name(id, number));
  }

  private UncheckedIOException failed(String what, IOException e, long neededBytes) {
    return new UncheckedIOException(
        what + file + ": " + Refusal.explain(e, domain.folder(), neededBytes), e);
  }
}
