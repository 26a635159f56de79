package dev.ipc.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Finds out whether a text is Latin-1 while it copies it, by the JDK's vectorised encoder and
 * without garbage: a string does not tell how it is stored.
 */
final class Latin1 {
  /** For shorter ones a plain loop is faster. */
  static final int WORTHWHILE_LENGTH = 16;

  private static final int CHUNK = 1_024;

  private final CharsetEncoder encoder = StandardCharsets.ISO_8859_1.newEncoder();
  private final char[] chars = new char[CHUNK];
  private final CharBuffer source = CharBuffer.wrap(chars);
  private ByteBuffer target = ByteBuffer.allocate(0);

  /** Copies the text; false if a character is none of Latin-1, and bytes are as they may be. */
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  boolean encode(String text, byte[] bytes, int at) {
    if (target.array() != bytes) {
      target = ByteBuffer.wrap(bytes);
    }
    target.clear().position(at);
    for (int from = 0; from < text.length(); from += CHUNK) {
      int count = Math.min(CHUNK, text.length() - from);
      text.getChars(from, from + count, chars, 0);
      source.clear().limit(count);
      CoderResult result = encoder.reset().encode(source, target, true);
      if (!result.isUnderflow() || source.hasRemaining()) {
        return false;
      }
    }
    return true;
  }
}
