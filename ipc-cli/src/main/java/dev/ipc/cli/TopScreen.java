package dev.ipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots on a terminal's second screen, each in the place of the one before. Keys: {@code q}
 * quits, {@code s} sorts the counters otherwise. However the JVM ends, short of SIGKILL, the
 * terminal gets back what it had.
 */
final class TopScreen implements TopView {
  private static final Size USUAL = Size.of(80, 24);

  private final Terminal terminal;
  private final NonBlockingReader keys;
  private final Attributes usual;
  private final Display display;
  private final ShutdownHooks.Task ending;
  private final String title;

  private SnapshotText text;
  private @Nullable Snapshot shown;
  private boolean closed;

  private TopScreen(Terminal terminal, ShutdownHooks.Task ending, String title, SnapshotText text) {
    this.terminal = terminal;
    this.keys = terminal.reader();
    this.ending = ending;
    this.title = title;
    this.text = text;
    this.usual = terminal.enterRawMode();
    this.display = new Display(terminal, true);
  }

  /**
   * Takes the terminal that this process has, if it has one on which a cursor can be moved.
   *
   * @param title what stands in the first line, after the time
   * @param text how a snapshot looks
   */
  static Optional<TopScreen> open(String title, SnapshotText text) {
    String type = System.getenv("TERM");
    if (!Tty.isThere() || type == null || type.equals(Terminal.TYPE_DUMB)) {
      return Optional.empty();
    }
    // Before the terminal's own task, which gives the terminal away.
    AtomicReference<@Nullable TopScreen> opened = new AtomicReference<>();
    ShutdownHooks.Task ending =
        ShutdownHooks.add(() -> {
          TopScreen screen = opened.get();
          if (screen != null) {
            screen.close();
          }
        });
    try {
      Terminal terminal =
          TerminalBuilder.builder().system(true).dumb(false).graphemeCluster(false).build();
      TopScreen screen = new TopScreen(terminal, ending, title, text);
      opened.set(screen);
      screen.begin();
      return Optional.of(screen);
    } catch (IOException | IllegalStateException e) {
      ShutdownHooks.remove(ending);
      return Optional.empty(); // lines will do
    }
  }

  private synchronized void begin() {
    if (closed) {
      return;
    }
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(LocalFlag.ISIG, true); // Ctrl-C does what it does in all other commands
    raw.setControlChar(ControlChar.VSUSP, 0); // Ctrl-Z would leave the shell on our screen
    terminal.setAttributes(raw);
    terminal.handle(Signal.WINCH, _ -> draw());
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  @Override
  public synchronized void show(Snapshot snapshot) {
    shown = snapshot;
    draw();
  }

  private synchronized void draw() {
    if (closed || shown == null) {
      return;
    }
    Size told = terminal.getSize();
    Size size = told.getRows() > 0 && told.getColumns() > 0 ? told : USUAL;
    int rows = size.getRows();
    int columns = size.getColumns();
    if (rows != display.getRows() || columns != display.getColumns()) {
      display.clear();
      display.resize(size);
    }
    List<String> lines = new ArrayList<>();
    lines.add(DomainWords.styled("reverse", DomainWords.moment(shown.time()) + "  " + title));
    lines.addAll(text.lines(shown, rows - 1));
    display.update(lines.stream().limit(rows).map(line -> cut(line, columns)).toList(), 0);
  }

  private static AttributedString cut(String line, int columns) {
    return AttributedString.fromAnsi(line).columnSubSequence(0, columns);
  }

  /** Looks at the keys at least once, however late it is. */
  @Override
  public boolean await(long nanos) {
    long millis;
    do {
      millis = TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
      switch (key(Math.max(1, millis))) {
        case 'q', 'Q', NonBlockingReader.EOF -> {
          return false;
        }
        case 's', 'S' -> sortOtherwise();
        default -> {} // no key of ours, or none in time
      }
    } while (millis > 0);
    return true;
  }

  private int key(long millis) {
    try {
      return keys.read(millis);
    } catch (IOException e) {
      return NonBlockingReader.EOF; // the terminal is gone
    }
  }

  private synchronized void sortOtherwise() {
    text = new SnapshotText(text.nothing(), !text.byRate());
    draw();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ShutdownHooks.remove(ending);
    terminal.puts(Capability.cursor_normal);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(usual);
    try {
      terminal.close();
    } catch (IOException e) {
      return; // it has all back that it had
    }
  }
}
