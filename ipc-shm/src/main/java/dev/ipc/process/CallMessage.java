package dev.ipc.process;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The encoded function that a child is to run, on its way there. */
final class CallMessage extends BoundObject {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<CallMessage> FORMAT =
      new Format<>(15, "message", 1, "call", 1, (home, extra) -> new CallMessage(home));

  static final Kind<CallMessage> KIND = FORMAT;

  private final transient Home home;

  private CallMessage(Home home) {
    super(home);
    this.home = home;
  }

  static Spec<CallMessage> of(byte[] bytes) {
    return new Blueprint<>(
        FORMAT,
        bytes.length,
        block ->
            MemorySegment.copy(bytes, 0, block.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length),
        null);
  }

  byte[] bytes() {
    return home.block().segment().toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  protected String state() {
    return home.block().byteSize() + " bytes";
  }

  /** The name of the file, by which the child opens it. */
  String file() {
    return Path.of(home.label()).getFileName().toString();
  }
}
