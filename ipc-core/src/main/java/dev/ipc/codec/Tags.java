package dev.ipc.codec;

/**
 * The byte in front of each value, which says what follows. Negative ones are small Integers.
 *
 * <p>They are part of the format of messages: a number is never given another meaning.
 */
final class Tags {
  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int BYTE = 3;
  static final int SHORT = 4;
  static final int CHAR = 5;
  static final int INT = 6;
  static final int LONG = 7;
  static final int FLOAT = 8;
  static final int DOUBLE = 9;
  static final int STRING = 10;

  /** A class by its hash; by hash and name; by its place among those of this message. */
  static final int RECORD = 11;

  static final int RECORD_NAMED = 12;
  static final int RECORD_AGAIN = 13;
  static final int ENUM = 14;
  static final int ENUM_NAMED = 15;
  static final int ENUM_AGAIN = 16;

  static final int LIST = 17;
  static final int LINKED_LIST = 18;
  static final int DEQUE = 19;
  static final int SET = 20;
  static final int SORTED_SET = 21;
  static final int MAP = 22;
  static final int SORTED_MAP = 23;
  static final int ENTRY = 24;

  static final int BOOLEANS = 25;
  static final int BYTES = 26;
  static final int SHORTS = 27;
  static final int CHARS = 28;
  static final int INTS = 29;
  static final int LONGS = 30;
  static final int FLOATS = 31;
  static final int DOUBLES = 32;
  static final int OBJECTS = 33;

  static final int OPTIONAL = 34;
  static final int OPTIONAL_INT = 35;
  static final int OPTIONAL_LONG = 36;
  static final int OPTIONAL_DOUBLE = 37;
  static final int BIG_INTEGER = 38;
  static final int BIG_DECIMAL = 39;
  static final int UUID = 40;

  static final int DURATION = 41;
  static final int PERIOD = 42;
  static final int INSTANT = 43;
  static final int LOCAL_DATE = 44;
  static final int LOCAL_TIME = 45;
  static final int LOCAL_DATE_TIME = 46;
  static final int OFFSET_TIME = 47;
  static final int OFFSET_DATE_TIME = 48;
  static final int ZONED_DATE_TIME = 49;
  static final int YEAR = 50;
  static final int YEAR_MONTH = 51;
  static final int MONTH_DAY = 52;
  static final int ZONE = 53;

  static final int THROWABLE = 54;
  static final int SERIALIZED = 55;

  /** Integers from minus this number on, 128 of them, take no more than their tag. */
  static final int SMALLEST = -16;

  static final int SMALL_COUNT = 128;

  private Tags() {}
}
