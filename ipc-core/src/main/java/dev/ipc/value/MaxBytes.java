package dev.ipc.value;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long a text in a shared record may be: {@code record Quote(long id, @MaxBytes(32) String
 * symbol)}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface MaxBytes {
  /**
   * How many bytes of UTF-8 at most.
   *
   * @return at least 1
   */
  int value();
}
