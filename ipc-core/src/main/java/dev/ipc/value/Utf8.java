package dev.ipc.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts as bytes, without loss. */
final class Utf8 {
  private Utf8() {}

  /**
   * Encodes a text.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  static byte[] encode(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "text cannot be written in UTF-8: it has half of a surrogate pair, length="
              + text.length()
              + "; remove what is not a character",
          e);
    }
  }
}
