package dev.ipc.bench;

import java.io.IOException;

/** One message that goes there and back: side 0 sends it, side 1 sends it back. */
final class Echoing implements Work {
  private static final int ROUNDS = 100;

  private final int side;
  private final Wire mine;
  private final Wire others;
  private final byte[] message;
  private int rounds;
  private boolean last;

  Echoing(int side, Wire mine, Wire others, int bytes) {
    this.side = side;
    this.mine = mine;
    this.others = others;
    this.message = new byte[bytes];
  }

  @Override
  public void batch() throws InterruptedException {
    for (rounds = 0; rounds < ROUNDS && !last; rounds++) {
      round();
    }
  }

  private void round() throws InterruptedException {
    if (side == 0) {
      others.send(message);
      await();
    } else {
      await();
      message[0] = last ? Wire.LAST : 0;
      others.send(message);
    }
  }

  private boolean came;

  private void await() throws InterruptedException {
    for (came = false; !came; ) {
      mine.receive(
          1,
          received -> {
            came = true;
            last = received[0] == Wire.LAST;
          });
    }
  }

  @Override
  public int operations() {
    return rounds;
  }

  @Override
  public boolean isLast(boolean timeIsOver) throws InterruptedException {
    if (side == 0 && timeIsOver) {
      message[0] = Wire.LAST;
      round();
      message[0] = 0;
    }
    boolean wasLast = last;
    last = false;
    return wasLast;
  }

  @Override
  public void close() throws IOException {
    mine.close();
    others.close();
  }
}
