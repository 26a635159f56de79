package dev.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails a test that leaves something behind: a file below the domain root, a mapping or descriptor
 * of one (deleted ones, too), a socket or pipe, a thread, a child process. It takes stock before
 * the test's own {@code @BeforeEach} and after its {@code @AfterEach}, and gives what is still on
 * its way out a few seconds. Children that are left are ended.
 *
 * <p>{@code @ExtendWith(LeakLedger.class)} watches the system property {@code ipc.root}, which must
 * be set; to watch a folder of the test's choice:
 *
 * <pre>{@code
 * @RegisterExtension static final LeakLedger LEDGER = LeakLedger.over(folder);
 * }</pre>
 *
 * <p>What is meant to remain is declared with {@link MayRemain}. Tests of one JVM must not run in
 * parallel, or they would be charged with each other's holdings. Virtual threads are not seen.
 */
public final class LeakLedger implements BeforeEachCallback, AfterEachCallback {
  private static final String ROOT_PROPERTY = "ipc.root";
  private static final String GATE_FILE = ".gate";
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeakLedger.class);

  static {
    openWhatTheJdkKeeps();
  }

  private final @Nullable Path chosenRoot;

  /** Watches what {@code ipc.root} names when a test starts. */
  public LeakLedger() {
    this(null);
  }

  private LeakLedger(@Nullable Path chosenRoot) {
    this.chosenRoot = chosenRoot;
  }

  /** With the first socket or pipe that a JVM closes, the JDK opens one of its own for good. */
  private static void openWhatTheJdkKeeps() {
    try {
      Pipe pipe = Pipe.open();
      pipe.sink().close();
      pipe.source().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a pipe", e);
    }
  }

  /**
   * Watches a folder.
   *
   * @param root the folder; need not exist
   * @return the extension
   */
  public static LeakLedger over(Path root) {
    return new LeakLedger(root);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(this, Stock.take(root(), exempt(context)));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Stock before = context.getStore(NAMESPACE).remove(this, Stock.class);
    if (before == null) {
      return; // taking stock failed, and that was reported
    }
    try {
      check(before, root(), exempt(context), GRACE);
    } finally {
      ChildJvm.killAll();
    }
  }

  /**
   * Does something in a child, which no extension watches, and fails if it leaves anything behind.
   *
   * @param root the folder to watch
   * @param work what to do
   * @throws AssertionError if something is left a few seconds after
   */
  public static void watch(Path root, Runnable work) {
    Stock.Exempt exempt = new Stock.Exempt(List.of(GATE_FILE), List.of());
    Stock before = Stock.take(root, exempt);
    work.run();
    check(before, root, exempt, GRACE);
  }

  static void check(Stock before, Path root, Stock.Exempt exempt, Duration grace) {
    if (!Eventually.holds(() -> surplus(before, root, exempt).isEmpty(), grace)) {
      List<String> leaked = surplus(before, root, exempt);
      if (!leaked.isEmpty()) {
        throw new AssertionError("the test left behind:\n  " + String.join("\n  ", leaked));
      }
    }
  }

  private static List<String> surplus(Stock before, Path root, Stock.Exempt exempt) {
    return Stock.take(root, exempt).surplusOver(before);
  }

  private Path root() {
    return chosenRoot != null ? chosenRoot : root(System.getProperty(ROOT_PROPERTY));
  }

  static Path root(@Nullable String root) {
    if (root == null) {
      throw new IllegalStateException(
          "the leak ledger does not know where domains live: set the system property "
              + ROOT_PROPERTY
              + " for the test JVM, or use LeakLedger.over(folder)");
    }
    return Path.of(root);
  }

  private static Stock.Exempt exempt(ExtensionContext context) {
    List<String> files = new ArrayList<>(List.of(GATE_FILE));
    List<String> threads = new ArrayList<>();
    for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
      AnnotationSupport.findAnnotation(at.getElement(), MayRemain.class)
          .ifPresent(may -> {
            files.addAll(List.of(may.files()));
            threads.addAll(List.of(may.threads()));
          });
    }
    return new Stock.Exempt(files, threads);
  }
}
