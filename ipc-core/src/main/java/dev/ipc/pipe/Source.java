package dev.ipc.pipe;

import dev.ipc.codec.Output;
import dev.ipc.memory.Block;

/** The bytes of a message that is to be sent. */
sealed interface Source {
  /** How many there are. */
  int size();

  /** Copies some of them. */
  void copy(int from, int length, Block target, long offset);

  /** An object that was encoded. */
  record Encoded(Output output) implements Source {
    @Override
    public int size() {
      return output.size();
    }

    @Override
    public void copy(int from, int length, Block target, long offset) {
      try {
        output.copyTo(target.segment(), offset, from, length);
      } catch (IllegalStateException | InternalError e) {
        throw target.translate(e);
      }
    }
  }

  /** Bytes as they are. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Plain(byte[] bytes, int first, int size) implements Source {
    @Override
    public void copy(int from, int length, Block target, long offset) {
      target.setBytes(offset, bytes, first + from, length);
    }
  }
}
