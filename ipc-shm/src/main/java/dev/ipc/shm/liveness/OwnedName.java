package dev.ipc.shm.liveness;

import dev.ipc.owner.OwnerId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of files that belong to a member and are garbage when it is dead. */
public final class OwnedName {
  private static final Pattern OWNED = Pattern.compile("\\.(tmp|anon)\\.(\\d+)\\.(\\d+)\\.\\d+");
  private static final AtomicLong COUNT = new AtomicLong();

  private OwnedName() {}

  /**
   * A name for an object that is being made.
   *
   * @param owner its maker
   * @return a new name
   */
  public static String temporary(OwnerId owner) {
    return ".tmp." + owner + "." + COUNT.incrementAndGet();
  }

  /**
   * A name for an object without a name.
   *
   * @param owner its maker
   * @return a new name
   */
  public static String anonymous(OwnerId owner) {
    return ".anon." + owner + "." + COUNT.incrementAndGet();
  }

  /**
   * Whether a file is an object that is being made, and not one without a name.
   *
   * @param file a file in a domain's folder
   * @return true if it is
   */
  public static boolean isTemporary(Path file) {
    Matcher matcher = OWNED.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() && matcher.group(1).equals("tmp");
  }

  /**
   * Whose a file is.
   *
   * @param file a file in a domain's folder
   * @return its maker, or empty if it is an object with a name
   */
  public static Optional<OwnerId> owner(Path file) {
    Matcher matcher = OWNED.matcher(String.valueOf(file.getFileName()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new OwnerId(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
