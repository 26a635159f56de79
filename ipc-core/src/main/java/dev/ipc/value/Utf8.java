package dev.ipc.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts that are kept whole or refused whole. */
final class Utf8 {
  private Utf8() {}

  /** The bytes of a text, or an exception that begins with what the text is. */
  static byte[] encode(String what, String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          what
              + " cannot be written in UTF-8: it has half of a surrogate pair, length="
              + text.length()
              + "; remove what is not a character",
          e);
    }
  }
}
