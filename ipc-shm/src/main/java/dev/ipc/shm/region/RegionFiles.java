package dev.ipc.shm.region;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.ipc.RegionExistsException;
import dev.ipc.RegionMissingException;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.OwnedName;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.os.Refusal;
import dev.ipc.shm.os.Uninterruptible;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The life of a region's file.
 *
 * <p><b>Creation</b> fills a temporary file, whose name says who makes it, and gives it its real
 * name by a hard link, which fails if the name is taken; then the temporary name goes. A death
 * before the link leaves a temporary that is reaped; a death after it, a complete object and a
 * second name that is reaped.
 *
 * <p><b>Deletion</b> marks the header, deletes what the object spilled, and then drops the name,
 * under the domain's gate. A death on the way leaves a marked file, which nobody can open, and
 * which whoever wants the name removes first.
 */
record RegionFiles(Domain domain) {

  Region create(Session session, @Nullable String name, Blueprint<?> blueprint) {
    OwnerId self = domain.membership().self();
    Path file = domain.folder().resolve(name == null ? OwnedName.anonymous(self) : name);
    long payloadBytes = blueprint.payloadBytes(domain.capacity());
    try {
      while (true) {
        try {
          MappedRegion mapped =
              Uninterruptible.io(() -> commit(file, self, blueprint, payloadBytes));
          return new Region(session, file, mapped);
        } catch (FileAlreadyExistsException e) {
          if (!finishDeletion(file)) {
            throw new RegionExistsException(
                "name is taken: " + file + "; open it, delete it, or use openOrCreate", e);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot create "
              + file
              + ": "
              + Refusal.explain(e, domain.folder(), RegionLayout.fileBytes(payloadBytes)),
          e);
    }
  }

  private MappedRegion commit(Path file, OwnerId self, Blueprint<?> blueprint, long payloadBytes)
      throws IOException {
    Path temporary = domain.folder().resolve(OwnedName.temporary(self));
    MappedRegion mapped = null;
    try {
      mapped = MappedRegion.create(temporary, blueprint, payloadBytes);
      // step: create.filled
      link(temporary, file);
      // step: create.linked
      Files.deleteIfExists(temporary);
      // step: create.committed
      return mapped;
    } catch (Throwable t) {
      if (mapped != null) {
        mapped.unmap();
      }
      Files.deleteIfExists(temporary);
      throw t;
    }
  }

  private void link(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without hard links: under the gate, nobody else takes the name in between.
      domain.gated(() -> {
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file.toString());
        }
        return Files.move(temporary, file);
      });
    }
  }

  Region open(Session session, String name, Format<?> format) {
    Path file = domain.folder().resolve(name);
    try {
      MappedRegion mapped = Uninterruptible.io(() -> MappedRegion.open(file, format));
      return new Region(session, file, mapped);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot open " + file + ": " + Refusal.explain(e, domain.folder(), 0), e);
    }
  }

  boolean delete(String name) {
    Path file = domain.folder().resolve(name);
    try {
      return domain.gated(() -> {
        if (!Files.exists(file)) {
          return false;
        }
        Optional<ObjectId> id = mark(file);
        // step: delete.marked
        return unlink(file, id);
      });
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot delete " + file + ": " + Refusal.explain(e, domain.folder(), 0), e);
    }
  }

  /** Removes a name whose deleter died half-way; false if the object there is not being deleted. */
  private boolean finishDeletion(Path file) throws IOException {
    return domain.gated(() -> {
      if (!Files.exists(file, NOFOLLOW_LINKS)) {
        return true;
      }
      if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
        return false;
      }
      Optional<ObjectId> marked = id(file, true);
      return marked.isPresent() && unlink(file, marked);
    });
  }

  private boolean unlink(Path file, Optional<ObjectId> id) throws IOException {
    if (id.isPresent()) {
      Spills.deleteOf(domain.folder(), id.get());
    }
    return Files.deleteIfExists(file);
  }

  /** Marks an object as deleted; empty for a file that is none. */
  private static Optional<ObjectId> mark(Path file) throws IOException {
    return withHeader(
        file,
        header -> {
          RegionLayout.setFlag(header, RegionLayout.UNLINKED);
          return RegionLayout.id(header);
        });
  }

  private static Optional<ObjectId> id(Path file, boolean marked) throws IOException {
    Function<Block, Optional<ObjectId>> look =
        header ->
            RegionLayout.hasFlag(header, RegionLayout.UNLINKED) == marked
                ? Optional.of(RegionLayout.id(header))
                : Optional.empty();
    return withHeader(file, look).flatMap(id -> id);
  }

  /** Which object a file is; empty if it is none, or is not there, or is being deleted. */
  static Optional<ObjectId> idOfLiving(Path file) {
    try {
      return Uninterruptible.io(() -> id(file, false));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Does something with the memory of an object that this process has no handle on any more. */
  boolean remapped(Path file, ObjectId id, Predicate<Block> work) {
    try {
      return Uninterruptible.io(() -> {
        try (FileChannel channel = OwnFiles.open(file);
            Arena arena = Arena.ofConfined()) {
          MappedRegion mapped =
              new MappedRegion(arena, channel.map(MapMode.READ_WRITE, 0, channel.size(), arena));
          return mapped.id().equals(id) && work.test(new Block(mapped.payload()));
        }
      });
    } catch (IOException e) {
      return false; // deleted, and with it the reason to do anything
    }
  }

  /** Maps a part of an object's memory, until nobody can reach it any more. */
  MemorySegment mapAgain(Path file, ObjectId id, long offset, long bytes) {
    try {
      return Uninterruptible.io(() -> {
        try (FileChannel channel = OwnFiles.open(file);
            Arena arena = Arena.ofConfined()) {
          MappedRegion now =
              new MappedRegion(
                  arena, channel.map(MapMode.READ_WRITE, 0, RegionLayout.PAYLOAD_OFFSET, arena));
          if (!now.id().equals(id)) {
            throw new NoSuchFileException(file.toString());
          }
          long start = RegionLayout.PAYLOAD_OFFSET + offset;
          return channel.map(MapMode.READ_WRITE, start, bytes, Arena.ofAuto());
        }
      });
    } catch (NoSuchFileException e) {
      throw new RegionMissingException(
          "cannot map " + file + " once more: it was deleted; do so before deleting its name", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot map " + file + " once more: " + Refusal.explain(e, domain.folder(), 0), e);
    }
  }

  /** Looks at the header of a region; empty for a file that is none. */
  private static <R> Optional<R> withHeader(Path file, Function<Block, R> work) throws IOException {
    try (FileChannel channel = OwnFiles.open(file);
        Arena arena = Arena.ofConfined()) {
      if (channel.size() < RegionLayout.PAYLOAD_OFFSET) {
        return Optional.empty();
      }
      Block header =
          new Block(channel.map(MapMode.READ_WRITE, 0, RegionLayout.PAYLOAD_OFFSET, arena));
      return header.getLong(RegionLayout.MAGIC_OFFSET) == RegionLayout.MAGIC
          ? Optional.of(work.apply(header))
          : Optional.empty();
    }
  }
}
