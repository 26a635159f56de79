package dev.ipc.value;

import dev.ipc.bind.Home;
import java.nio.charset.StandardCharsets;

/** Bounded texts in memory, each read whole and written whole. */
final class TextCells {
  private final Home home;
  private final int maxBytes;
  private final TwoCopies copies;

  /**
   * The texts in a home.
   *
   * @param home where they live, which gets their lock as a resident
   * @param writerOffset where the writers' lock is
   * @param maxBytes how long a text may be
   * @param copyBytes how far apart the two copies of a text are
   */
  TextCells(Home home, long writerOffset, int maxBytes, long copyBytes) {
    this.home = home;
    this.maxBytes = maxBytes;
    this.copies = new TwoCopies(home, writerOffset, maxBytes, copyBytes);
  }

  int maxBytes() {
    return maxBytes;
  }

  /** Reads the text whose version and copies are at these offsets. */
  String get(long versionOffset, long copiesOffset) {
    return new String(copies.get(versionOffset, copiesOffset), StandardCharsets.UTF_8);
  }

  /** Replaces the text, which was {@linkplain #encode encoded} for these cells. */
  void set(long versionOffset, long copiesOffset, byte[] text) {
    copies.set(versionOffset, copiesOffset, text);
  }

  /** The bytes of a text that is to be written to these cells. */
  byte[] encode(String text) {
    return encode(text, maxBytes, home.label());
  }

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException if it does not fit, or cannot be written in UTF-8
   */
  static byte[] encode(String text, int maxBytes, String label) {
    byte[] bytes = Utf8.encode("text", text);
    if (bytes.length > maxBytes) {
      throw new IllegalArgumentException(
          "text does not fit "
              + label
              + ": bytes in UTF-8="
              + bytes.length
              + ", at most="
              + maxBytes
              + "; shorten it or create the text with more room");
    }
    return bytes;
  }

  /** Refuses a bound that no text has. */
  static void checkBound(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "not a length for a text: maxBytes=" + maxBytes + "; it must be at least 1");
    }
  }
}
