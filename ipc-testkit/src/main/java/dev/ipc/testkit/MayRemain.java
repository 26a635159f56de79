package dev.ipc.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells the {@link LeakLedger} what the tests of a class, or one test, leave behind on purpose.
 * Beside these, the root's own gate file may always remain.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface MayRemain {
  /**
   * Files below the domain root, and their mappings and descriptors.
   *
   * @return patterns for the path from the root, as for {@link
   *     java.nio.file.FileSystem#getPathMatcher} with {@code glob:}
   */
  String[] files() default {};

  /**
   * Threads.
   *
   * @return what their names start with
   */
  String[] threads() default {};
}
