package dev.ipc.shm.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A domain at one moment.
 *
 * @param folder where it is
 * @param temporary whether it is deleted with its last member
 * @param capacity how many members it has room for, 0 if unknown
 * @param members the last process of each slot that was ever taken
 * @param objects its objects
 * @param others its files that are no objects
 * @param problem why it could not be read, or not wholly
 */
public record DomainInfo(
    Path folder,
    boolean temporary,
    int capacity,
    List<MemberInfo> members,
    List<ObjectInfo> objects,
    List<FileInfo> others,
    Optional<String> problem) {
  /** Copies the lists. */
  public DomainInfo {
    members = List.copyOf(members);
    objects = List.copyOf(objects);
    others = List.copyOf(others);
  }

  /**
   * Its name, by which processes join it if it is below the root.
   *
   * @return the name of its folder
   */
  public String name() {
    return String.valueOf(folder.getFileName());
  }

  /**
   * The processes that are in it.
   *
   * @return the members that are alive
   */
  public List<MemberInfo> alive() {
    return members.stream().filter(MemberInfo::alive).toList();
  }

  /**
   * What its files need.
   *
   * @return bytes of all objects and other files
   */
  public long bytes() {
    return objects.stream().mapToLong(ObjectInfo::bytes).sum()
        + others.stream().mapToLong(other -> Math.max(0, other.bytes())).sum();
  }
}
