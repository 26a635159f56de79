package dev.ipc.shm.support;

import dev.ipc.testkit.Child;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A process that runs the work which the test sends it, each piece in a thread of its own. */
final class PartnerChild {
  private PartnerChild() {}

  public static void main(String[] arguments) {
    Child.dieWithParent();
    Child.say("ready");
    while (true) {
      String[] words = Child.nextLine().split(" ", 3);
      String number = words[0];
      Thread.Builder threads =
          Side.Threads.valueOf(words[1]) == Side.Threads.VIRTUAL
              ? Thread.ofVirtual()
              : Thread.ofPlatform().daemon();
      threads.name("work-" + number).start(() -> run(number, words[2]));
    }
  }

  private static void run(String number, String encoded) {
    try {
      Side.Work<?> work = (Side.Work<?>) Serial.read(Base64.getDecoder().decode(encoded));
      tell("result ", number, work.run());
    } catch (Throwable t) {
      tell("failure ", number, t);
    }
  }

  private static void tell(String word, String number, @Nullable Object outcome) {
    try {
      byte[] bytes = Serial.write((Serializable) outcome);
      Child.say(word + number + " " + Base64.getEncoder().encodeToString(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
