package dev.ipc.value;

/** A label that can be looked for: as a text, as bytes, and as their hash. */
final class CounterLabel {
  private static final int FNV_BASIS = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private final String text;
  private final byte[] bytes;
  private final int hash;

  private CounterLabel(String text, byte[] bytes) {
    this.text = text;
    this.bytes = bytes;
    this.hash = hash(bytes);
  }

  /** Refuses what cannot be a label in a set with room for so many bytes. */
  static CounterLabel of(String text, int maxBytes, String where) {
    byte[] bytes = Utf8.encode("label", text);
    if (bytes.length == 0 || bytes.length > maxBytes) {
      throw new IllegalArgumentException(
          "not a label for "
              + where
              + ": bytes in UTF-8="
              + bytes.length
              + ", at least=1, at most="
              + maxBytes
              + "; shorten it, or create the counters with room for longer labels");
    }
    return new CounterLabel(text, bytes);
  }

  /** FNV-1a. */
  static int hash(byte[] bytes) {
    int hash = FNV_BASIS;
    for (byte each : bytes) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  String text() {
    return text;
  }

  byte[] bytes() {
    return bytes;
  }

  int hash() {
    return hash;
  }
}
