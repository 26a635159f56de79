package dev.ipc.shm.support;

import dev.ipc.testkit.ChildJvm;

/** Another process of a domain, as the test sees it. */
public final class Peer implements AutoCloseable {
  private final ChildJvm child;

  private Peer(ChildJvm child) {
    this.child = child;
  }

  /**
   * Starts a process that joins.
   *
   * @param domain what it joins
   * @return the process, inside
   */
  public static Peer in(NamedDomain domain) {
    ChildJvm child = ChildJvm.start(PeerChild.class, domain.name());
    child.awaitLine("joined");
    return new Peer(child);
  }

  /**
   * Has the process begin something, which may take as long as it wants.
   *
   * @param line a line of {@link PeerChild}
   */
  public void begin(String line) {
    child.send(line);
    child.awaitLine("begin " + line);
  }

  /**
   * Waits for the end of what the process began.
   *
   * @param line the same line
   */
  public void end(String line) {
    child.awaitLine("end " + line);
  }

  /**
   * Has the process do something, and waits for its end.
   *
   * @param line a line of {@link PeerChild}
   */
  public void perform(String line) {
    begin(line);
    end(line);
  }

  /**
   * The process.
   *
   * @return its number
   */
  public long pid() {
    return child.pid();
  }

  /** Ends it by SIGKILL. */
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }
}
