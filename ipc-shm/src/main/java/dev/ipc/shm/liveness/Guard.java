package dev.ipc.shm.liveness;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ipc.shm.os.Events;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a JVM that touches lock files.
 *
 * <h2>Overview</h2>
 *
 * <p>POSIX drops all locks that a process has on a file as soon as the process closes <i>any</i>
 * descriptor of that file, and Java closes a channel when a thread that uses it is interrupted. So
 * there is one channel per file and JVM, used only by this thread, which cannot be interrupted, and
 * only by {@code tryLock}, which never blocks.
 *
 * <p>"Per JVM" includes class loaders that each loaded these classes. They find the thread through
 * a system property and talk to it in types of the boot loader only: it is a {@code
 * Function<Object[], Object>}, a request is {@code [name, arguments...]}. The requests are the
 * contract between versions of this class that may meet in one JVM.
 *
 * <p>The thread runs while a file is open. Its life begins and ends under {@link #LIFE}, a string
 * literal and therefore the same object for every class loader.
 */
final class Guard extends Thread implements Function<Object[], Object> {
  /** Answers to {@code lock} and {@code probe}. */
  static final int OTHER_PROCESS = 0;

  static final int TAKEN = 1;
  static final int THIS_JVM = 2;

  private static final long NO_FILE = 0;

  private static final String LIFE = "dev.ipc.guard";

  private static final class Request {
    final Object[] words;
    final CompletableFuture<Object> answer = new CompletableFuture<>();

    Request(Object[] words) {
      this.words = words;
    }
  }

  private static final class LockedFile {
    final Object key;
    final FileChannel channel;
    final Map<Long, FileLock> locks = new HashMap<>();
    int users;

    LockedFile(Object key, FileChannel channel) {
      this.key = key;
      this.channel = channel;
    }
  }

  private static final class Duty {
    final Runnable work;
    final long periodNanos;
    long dueNanos;

    Duty(Runnable work, long periodNanos) {
      this.work = work;
      this.periodNanos = periodNanos;
      this.dueNanos = System.nanoTime() + periodNanos;
    }
  }

  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Map<Long, LockedFile> files = new HashMap<>();
  private final Map<Long, Duty> duties = new HashMap<>();
  private long lastToken;
  private boolean ended;

  private Guard() {
    super(null, null, "ipc-guard", 0, false);
    setDaemon(true);
  }

  /**
   * Opens a file for locking, with the guard that this JVM has or now gets.
   *
   * @param file an existing file
   * @return the file, to be closed
   * @throws IOException if it cannot be opened
   */
  @SuppressWarnings("unchecked") // the property names a guard, whoever loaded it
  static GuardedFile open(Path file) throws IOException {
    synchronized (LIFE) {
      Thread found = find();
      if (found == null) {
        Guard guard = new Guard();
        guard.start();
        System.setProperty(LIFE, Long.toString(guard.threadId()));
        found = guard;
      }
      var guard = (Function<Object[], Object>) found;
      try {
        return new GuardedFile(guard, (Long) ask(guard, "open", file), file);
      } catch (IOException e) {
        close(guard, NO_FILE);
        throw e;
      }
    }
  }

  /** Closes a file, and ends the guard after the last one. */
  static void close(Function<Object[], Object> guard, long token) throws IOException {
    synchronized (LIFE) {
      if ((Boolean) ask(guard, "close", token)) {
        System.clearProperty(LIFE);
      }
    }
  }

  /** Asks the guard; failures of the file system arrive as the same exception. */
  static Object ask(Function<Object[], Object> guard, Object... words) throws IOException {
    Object answer = guard.apply(words);
    if (answer instanceof IOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return answer;
  }

  private static @Nullable Thread find() {
    String id = System.getProperty(LIFE);
    if (id == null) {
      return null;
    }
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup above = root; above != null; above = above.getParent()) {
      root = above;
    }
    Thread[] threads = new Thread[root.activeCount() * 2 + 16];
    int count = root.enumerate(threads);
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      if (Long.toString(thread.threadId()).equals(id) && thread instanceof Function) {
        return thread;
      }
    }
    return null;
  }

  /** Not possible: an interrupt would close the channel that the thread works with. */
  @Override
  public void interrupt() {}

  @Override
  public Object apply(Object[] words) {
    if (Thread.currentThread() == this) {
      return answer(words);
    }
    Request request = new Request(words);
    requests.add(request);
    return request.answer.join();
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        Request request = requests.poll(nanosToNextDuty(), TimeUnit.NANOSECONDS);
        if (request != null) {
          request.answer.complete(answer(request.words));
        }
        runDuties();
      } catch (InterruptedException e) {
        // Whoever got past the method above: again, since without a guard others take us for stuck.
      }
    }
  }

  private Object answer(Object[] words) {
    try {
      return switch ((String) words[0]) {
        case "open" -> openFile((Path) words[1]);
        case "close" -> closeFile((Long) words[1]);
        case "lock" -> lock(file(words[1]), (Long) words[2], (Long) words[3]);
        case "unlock" -> unlock(file(words[1]), (Long) words[2]);
        case "probe" -> probe(file(words[1]), (Long) words[2]);
        case "duty" -> duty((Runnable) words[1], (Long) words[2]);
        case "endDuty" -> duties.remove((Long) words[1]) != null;
        default -> new IOException("unknown request to the lock guard: " + words[0]);
      };
    } catch (IOException e) {
      return e;
    } catch (RuntimeException | Error e) {
      return new IOException("the lock guard failed: " + e, e);
    }
  }

  private Object openFile(Path file) throws IOException {
    // The key is read before anything is opened: closing a second channel would drop the locks.
    Object key = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey();
    if (key == null) {
      key = file.toRealPath(NOFOLLOW_LINKS);
    }
    LockedFile known = null;
    for (LockedFile candidate : files.values()) {
      if (candidate.key.equals(key)) {
        known = candidate;
      }
    }
    if (known == null) {
      known = new LockedFile(key, FileChannel.open(file, READ, WRITE, NOFOLLOW_LINKS));
    }
    known.users++;
    files.put(++lastToken, known);
    return lastToken;
  }

  private Object closeFile(Long token) throws IOException {
    LockedFile file = files.remove(token);
    if (file != null && --file.users == 0) {
      file.channel.close();
    }
    ended = files.isEmpty();
    return ended;
  }

  private LockedFile file(Object token) throws IOException {
    LockedFile file = files.get((Long) token);
    if (file == null) {
      throw new IOException("lock file is not open: token=" + token);
    }
    return file;
  }

  private static Object lock(LockedFile file, long position, long bytes) throws IOException {
    try {
      FileLock lock = file.channel.tryLock(position, bytes, false);
      if (lock == null) {
        return OTHER_PROCESS;
      }
      file.locks.put(position, lock);
      return TAKEN;
    } catch (OverlappingFileLockException e) {
      return THIS_JVM;
    }
  }

  private static Object unlock(LockedFile file, long position) throws IOException {
    FileLock lock = file.locks.remove(position);
    if (lock != null) {
      lock.release();
    }
    return lock != null;
  }

  private static Object probe(LockedFile file, long position) throws IOException {
    try (FileLock lock = file.channel.tryLock(position, 1, true)) {
      return lock == null ? OTHER_PROCESS : TAKEN;
    } catch (OverlappingFileLockException e) {
      return THIS_JVM;
    }
  }

  private Object duty(Runnable work, long periodMillis) {
    duties.put(++lastToken, new Duty(work, TimeUnit.MILLISECONDS.toNanos(periodMillis)));
    return lastToken;
  }

  private long nanosToNextDuty() {
    long nanos = Long.MAX_VALUE;
    long now = System.nanoTime();
    for (Duty duty : duties.values()) {
      nanos = Math.min(nanos, duty.dueNanos - now);
    }
    return nanos;
  }

  private void runDuties() {
    List<Duty> due = new ArrayList<>();
    long now = System.nanoTime();
    for (Duty duty : duties.values()) {
      if (duty.dueNanos - now <= 0) {
        due.add(duty);
      }
    }
    for (Duty duty : due) {
      try {
        duty.work.run();
      } catch (RuntimeException | Error e) {
        Events.error("a duty of the lock guard failed", e);
      }
      duty.dueNanos = System.nanoTime() + duty.periodNanos;
    }
  }
}
