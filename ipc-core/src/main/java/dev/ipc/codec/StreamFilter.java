package dev.ipc.codec;

import java.io.ObjectInputFilter;

/**
 * What a serialized object may consist of: classes that are trusted, and no more memory or time
 * than its bytes can be worth.
 */
final class StreamFilter implements ObjectInputFilter {
  private static final int FAMILY_DEPTH = 2_000;

  /**
   * A set in a set has its hash computed for each of those that refer to it, which doubles the work
   * with each level.
   */
  private static final int STRANGER_DEPTH = 16;

  private static final int SPARE_ELEMENTS = 64;

  private final ObjectCodec<?> codec;
  private final long maxElements;
  private String reason = "the filter of this JVM, jdk.serialFilter, refuses it";

  StreamFilter(ObjectCodec<?> codec, int bytes) {
    this.codec = codec;
    this.maxElements = SPARE_ELEMENTS + 2L * bytes;
  }

  /** Why something was rejected. */
  String reason() {
    return reason;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.arrayLength() > maxElements || info.references() > maxElements) {
      return reject("more objects than its bytes can hold; it is damaged");
    }
    if (info.depth() > (codec.trust().isFamily() ? FAMILY_DEPTH : STRANGER_DEPTH)) {
      return reject("nested too deeply: levels=" + info.depth() + "; make it flatter");
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    Class<?> leaf = type;
    while (leaf.isArray()) {
      leaf = leaf.getComponentType();
    }
    if (!leaf.isPrimitive() && !codec.trusts(leaf)) {
      return reject(codec.untrusted(leaf));
    }
    return Status.ALLOWED;
  }

  private Status reject(String why) {
    reason = why;
    return Status.REJECTED;
  }
}
