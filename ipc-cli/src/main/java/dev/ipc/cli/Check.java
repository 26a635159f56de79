package dev.ipc.cli;

import java.util.Locale;

/**
 * What the doctor found in one place.
 *
 * @param name where it looked
 * @param status how it is
 * @param detail what it saw
 * @param advice what to do, or empty if there is nothing to do
 */
record Check(String name, Status status, String detail, String advice) {
  enum Status {
    OK,
    WARN,
    FAIL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Check ok(String name, String detail) {
    return new Check(name, Status.OK, detail, "");
  }

  static Check warn(String name, String detail, String advice) {
    return new Check(name, Status.WARN, detail, advice);
  }

  static Check fail(String name, String detail, String advice) {
    return new Check(name, Status.FAIL, detail, advice);
  }
}
