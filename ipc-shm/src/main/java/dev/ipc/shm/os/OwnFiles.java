package dev.ipc.shm.os;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Files and folders that belong to this user alone: folders are 0700, files 0600, symbolic links
 * are not followed, and what belongs to another user is refused.
 */
public final class OwnFiles {
  private static final boolean POSIX =
      Path.of("").getFileSystem().supportedFileAttributeViews().contains("unix");
  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "9p", "cifs", "smb2", "smb3", "smbfs", "afs", "fuse.sshfs", "webdav");

  /** How much of a file is best read or written at once. */
  public static final int CHUNK_BYTES = 1 << 16;

  /**
   * What is larger is not tried if there is no room: it would take the room of others meanwhile.
   */
  private static final long LARGE_BYTES = 1 << 24;

  private OwnFiles() {}

  /**
   * Makes a folder and those above it, unless it exists.
   *
   * @param folder the folder
   * @throws IOException if it cannot be made, or is not this user's
   */
  public static void createFolder(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      createFolder(parent);
    }
    try {
      Files.createDirectory(folder, mode(FOLDER_MODE));
    } catch (FileAlreadyExistsException e) {
      checkFolder(folder);
    }
  }

  /**
   * Checks that a folder exists and is this user's alone.
   *
   * @param folder the folder
   * @throws IOException if it is missing, a link, no folder, another's, or open to others
   */
  public static void checkFolder(Path folder) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(folder, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      throw new FileSystemException(
          folder.toString(),
          null,
          attributes.isSymbolicLink() ? "is a symbolic link, which is not followed" : "no folder");
    }
    checkOwner(folder);
    if (POSIX) {
      Set<PosixFilePermission> open = Files.getPosixFilePermissions(folder, NOFOLLOW_LINKS);
      if (!FOLDER_MODE.containsAll(open)) {
        throw new AccessDeniedException(
            folder.toString(),
            null,
            "open to other users: mode="
                + PosixFilePermissions.toString(open)
                + "; make it private with chmod 700");
      }
    }
  }

  /**
   * Checks that a path is a regular file of this user.
   *
   * @param file the file
   * @return its attributes
   * @throws IOException if it is missing, a link, no regular file, or another's
   */
  public static BasicFileAttributes checkFile(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(),
          null,
          attributes.isSymbolicLink()
              ? "is a symbolic link, which is not followed"
              : attributes.isDirectory() ? "is a folder, not a region" : "is no regular file");
    }
    checkOwner(file);
    return attributes;
  }

  private static void checkOwner(Path path) throws IOException {
    if (POSIX) {
      int owner = (int) Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS);
      if (owner != userId()) {
        throw new AccessDeniedException(
            path.toString(),
            null,
            "belongs to another user: owner uid=" + owner + ", this process's uid=" + userId());
      }
    }
  }

  /**
   * The user of this process.
   *
   * @return the numeric user id, or -1 where there is none
   * @throws IOException if it cannot be found out
   */
  public static int userId() throws IOException {
    if (!POSIX) {
      return -1;
    }
    Path self = Path.of("/proc/self");
    return (int)
        Files.getAttribute(
            Files.exists(self) ? self : Path.of(System.getProperty("user.home")), "unix:uid");
  }

  /**
   * Refuses file systems on which locks or shared mappings do not work between processes.
   *
   * @param folder an existing folder
   * @throws IOException if it is on such a file system
   */
  public static void checkLocal(Path folder) throws IOException {
    Optional<String> unfit = remote(folder);
    if (unfit.isPresent()) {
      throw new FileSystemException(folder.toString(), null, unfit.get());
    }
  }

  /**
   * Why locks or shared mappings do not work between processes in a folder.
   *
   * @param folder an existing folder
   * @return the reason and what to do, or empty if they work
   * @throws IOException if the type of the file system cannot be found out
   */
  public static Optional<String> remote(Path folder) throws IOException {
    String type = Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
    return REMOTE.contains(type)
        ? Optional.of(
            "is on a network file system: type="
                + type
                + "; locks and shared memory do not work there, use a local folder such as"
                + " /dev/shm")
        : Optional.empty();
  }

  /**
   * Makes an empty file unless it exists.
   *
   * @param file the file
   * @throws IOException if it cannot be made
   */
  public static void createEmpty(Path file) throws IOException {
    try {
      Files.createFile(file, mode(FILE_MODE));
    } catch (FileAlreadyExistsException e) {
      checkFile(file);
    }
  }

  /**
   * Makes a file of zeros whose pages are really there, so that a full disk is an error now and not
   * a crash when the memory is used.
   *
   * @param file the file, which must not exist
   * @param bytes its length
   * @return the open file
   * @throws IOException if it exists, or there is no room; nothing is left then
   */
  public static FileChannel createZeroed(Path file, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, CHUNK_BYTES));
    return create(
        file,
        bytes,
        channel -> {
          for (long written = 0; written < bytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - written));
            written += channel.write(zeros, written);
          }
        });
  }

  /**
   * Makes a file of some bytes.
   *
   * @param file the file, which must not exist
   * @param bytes what is in it, from the position to the limit
   * @return the open file
   * @throws IOException if it exists, or there is no room; nothing is left then
   */
  public static FileChannel createFilled(Path file, ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    return create(
        file,
        bytes.remaining(),
        channel -> {
          while (bytes.position() < end) {
            bytes.limit(bytes.position() + Math.min(end - bytes.position(), CHUNK_BYTES));
            channel.write(bytes);
          }
        });
  }

  private interface Filling {
    void fill(FileChannel channel) throws IOException;
  }

  private static FileChannel create(Path file, long bytes, Filling filling) throws IOException {
    if (bytes > LARGE_BYTES) {
      checkRoom(file, bytes);
    }
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            mode(FILE_MODE));
    try {
      filling.fill(channel);
      return channel;
    } catch (Throwable t) {
      channel.close();
      Files.deleteIfExists(file);
      throw t;
    }
  }

  /** A file system without a limit has a total of 0. */
  private static void checkRoom(Path file, long bytes) throws IOException {
    FileStore store = Files.getFileStore(file.toAbsolutePath().getParent());
    if (store.getTotalSpace() > 0 && store.getUsableSpace() < bytes) {
      throw new FileSystemException(file.toString(), null, "larger than the room there is");
    }
  }

  /**
   * Opens a file to be mapped.
   *
   * @param file the file
   * @return the open file, for reading and writing
   * @throws IOException if {@link #checkFile} refuses it or it cannot be opened
   */
  public static FileChannel open(Path file) throws IOException {
    checkFile(file);
    return FileChannel.open(
        file,
        Set.<OpenOption>of(StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS));
  }

  /**
   * Opens a file to be looked at and nothing else.
   *
   * @param file the file
   * @return the open file, for reading
   * @throws IOException if {@link #checkFile} refuses it or it cannot be opened
   */
  public static FileChannel openToRead(Path file) throws IOException {
    checkFile(file);
    return FileChannel.open(file, Set.<OpenOption>of(StandardOpenOption.READ, NOFOLLOW_LINKS));
  }

  /**
   * What is in a folder.
   *
   * @param folder the folder
   * @return its entries, none if it does not exist
   * @throws IOException if it cannot be read
   */
  public static List<Path> list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return entries;
  }

  private static FileAttribute<?>[] mode(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
