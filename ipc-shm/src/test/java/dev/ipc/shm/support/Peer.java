package dev.ipc.shm.support;

import dev.ipc.testkit.ChildCommand;
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
    Peer peer = new Peer(child);
    peer.awaitJoined();
    return peer;
  }

  /**
   * Starts a process that joins, with a JVM as small as it gets, for tests that need many.
   *
   * @param domain what it joins
   * @return the process, perhaps not inside yet
   */
  public static Peer small(NamedDomain domain) {
    return new Peer(
        ChildCommand.of(PeerChild.class, domain.name())
            .withFlags("-Xmx16m", "-XX:TieredStopAtLevel=1")
            .start());
  }

  /** Waits until the process is inside. */
  public void awaitJoined() {
    child.awaitLine("joined");
  }

  /**
   * Has the process do something of which it ends.
   *
   * @param line a line of {@link PeerChild}
   * @return its exit code
   */
  public int endBy(String line) {
    child.send(line);
    return child.awaitExit();
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
