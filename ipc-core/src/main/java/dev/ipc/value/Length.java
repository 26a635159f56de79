package dev.ipc.value;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long an array in a shared record is: {@code record Quote(long id, @Length(8) double[]
 * levels)}. Each array that is stored there has exactly this length.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {
  /**
   * How many elements.
   *
   * @return at least 1
   */
  int value();
}
