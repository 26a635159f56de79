package dev.ipc.shm.inspect;

import dev.ipc.RegionFormatException;
import dev.ipc.owner.OwnerId;
import dev.ipc.shm.liveness.Census;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.OwnedName;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.region.RegionView;
import dev.ipc.shm.region.Spills;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks at domains from outside. It joins none, waits for nobody and maps nothing for writing; what
 * it returns was true for each field at some moment, but not for all at the same.
 */
public final class Inspector {
  private Inspector() {}

  /**
   * The domains below a root, named ones first.
   *
   * @param root the folder of domains; need not exist
   * @return what is there
   * @throws IOException if the root cannot be read, or is not this user's alone
   */
  public static List<DomainInfo> domains(Path root) throws IOException {
    List<DomainInfo> domains = new ArrayList<>();
    for (Path folder : folders(root)) {
      domain(folder).ifPresent(domains::add);
    }
    domains.sort(Comparator.comparing(DomainInfo::temporary).thenComparing(DomainInfo::name));
    return domains;
  }

  /**
   * Where the domains below a root are.
   *
   * @param root the folder of domains; need not exist
   * @return their folders
   * @throws IOException if the root cannot be read, or is not this user's alone
   */
  public static List<Path> folders(Path root) throws IOException {
    try {
      OwnFiles.checkFolder(root);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return OwnFiles.list(root).stream().filter(Domain::isDomain).sorted().toList();
  }

  /**
   * One domain.
   *
   * @param folder its folder
   * @return the domain, or empty if there is none
   */
  public static Optional<DomainInfo> domain(Path folder) {
    if (!Domain.isDomain(folder)) {
      return Optional.empty();
    }
    boolean temporary = Domain.isTemporaryName(folder);
    try (Census census = Census.open(folder)) {
      return Optional.of(read(folder, census));
    } catch (NoSuchFileException e) {
      return Files.exists(folder)
          ? Optional.of(unread(folder, temporary, "half made or half deleted: it has no roster"))
          : Optional.empty();
    } catch (IOException | RegionFormatException | InternalError e) {
      return Optional.of(unread(folder, temporary, reason(e)));
    }
  }

  private static DomainInfo unread(Path folder, boolean temporary, String problem) {
    return new DomainInfo(
        folder, temporary, 0, List.of(), List.of(), List.of(), Optional.of(problem));
  }

  private static DomainInfo read(Path folder, Census census) throws IOException {
    List<MemberInfo> members = census.members().stream().map(Inspector::member).toList();
    List<ObjectInfo> objects = new ArrayList<>();
    List<FileInfo> others = new ArrayList<>();
    List<Path> spills = new ArrayList<>();
    for (Path file : OwnFiles.list(folder)) {
      if (Spills.object(file).isPresent()) {
        spills.add(file);
      } else if (!Domain.isOwnFile(file)) {
        read(file, members, census, objects, others);
      }
    }
    for (Path file : spills) {
      others.add(spill(file, objects));
    }
    objects.sort(
        Comparator.comparing((ObjectInfo object) -> object.name().isEmpty())
            .thenComparing(ObjectInfo::file));
    others.sort(Comparator.comparing(FileInfo::file));
    return new DomainInfo(
        folder,
        census.isTemporary(),
        census.capacity(),
        members,
        objects,
        others,
        Optional.empty());
  }

  private static MemberInfo member(Census.Member member) {
    return new MemberInfo(
        member.id().slot(),
        member.id().generation(),
        member.pid(),
        Instant.ofEpochMilli(member.startMillis()),
        member.alive());
  }

  private static void read(
      Path file,
      List<MemberInfo> members,
      Census census,
      List<ObjectInfo> objects,
      List<FileInfo> others) {
    String name = file.getFileName().toString();
    try (RegionView view = RegionView.open(file)) {
      Optional<OwnerId> owner = OwnedName.owner(file);
      if (owner.isPresent() && OwnedName.isTemporary(file)) {
        others.add(new FileInfo(name, view.bytes(), unfinished(owner.get(), census)));
        return;
      }
      Optional<String> flaw = view.flaw();
      if (flaw.isPresent()) {
        others.add(new FileInfo(name, view.bytes(), flaw.get()));
        return;
      }
      boolean creatorAlive =
          owner.isPresent()
              ? census.isAlive(owner.get())
              : members.stream().anyMatch(m -> m.alive() && m.pid() == view.creatorPid());
      objects.add(ObjectReader.read(view, name, owner.isPresent(), creatorAlive, census));
    } catch (NoSuchFileException e) {
      return; // gone meanwhile
    } catch (IOException e) {
      others.add(new FileInfo(name, -1, reason(e)));
    } catch (RegionFormatException e) {
      others.add(new FileInfo(name, file.toFile().length(), reason(e)));
    } catch (InternalError e) {
      others.add(new FileInfo(name, -1, "truncated while it was read"));
    }
  }

  private static FileInfo spill(Path file, List<ObjectInfo> objects) {
    String id = Spills.object(file).orElseThrow();
    String whose =
        objects.stream()
            .filter(object -> object.id().equals(id))
            .findFirst()
            .map(object -> "too large for the memory of " + object.file())
            .orElse("too large for the memory of an object that is gone, id=" + id);
    return new FileInfo(file.getFileName().toString(), file.toFile().length(), whose);
  }

  private static String unfinished(OwnerId owner, Census census) {
    return census.isAlive(owner)
        ? "an object that member " + owner + " is making"
        : "an object that member " + owner + " was making when it died";
  }

  /** The bare reason where there is one: the path is known to whoever reads it. */
  static String reason(Throwable e) {
    String reason = e instanceof FileSystemException failure ? failure.getReason() : null;
    return Objects.requireNonNullElse(
        reason == null ? e.getMessage() : reason, e.getClass().getSimpleName());
  }
}
