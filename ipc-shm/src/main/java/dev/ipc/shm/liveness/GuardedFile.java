package dev.ipc.shm.liveness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;

/** A lock file, used through the {@link Guard} of this JVM. Any thread may call. */
final class GuardedFile {
  private final Function<Object[], Object> guard;
  private final long token;
  private final Path path;

  GuardedFile(Function<Object[], Object> guard, long token, Path path) {
    this.guard = guard;
    this.token = token;
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Tries to lock bytes exclusively: {@link Guard#TAKEN} or who has them. */
  int tryLock(long position, long bytes) {
    return (Integer) ask("lock", token, position, bytes);
  }

  /** Looks who has a byte locked: {@link Guard#TAKEN} means that nobody has. */
  int probe(long position) {
    return (Integer) ask("probe", token, position);
  }

  void unlock(long position) {
    ask("unlock", token, position);
  }

  /** Has the guard do something again and again, until {@link #endDuty}. */
  long startDuty(Runnable work, long periodMillis) {
    return (Long) ask("duty", work, periodMillis);
  }

  void endDuty(long duty) {
    ask("endDuty", duty);
  }

  /** Closes the file; the locks that this JVM has on it fall when its last user closes it. */
  void close() {
    try {
      Guard.close(guard, token);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close lock file " + path, e);
    }
  }

  private Object ask(Object... words) {
    try {
      return Guard.ask(guard, words);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use lock file " + path, e);
    }
  }
}
