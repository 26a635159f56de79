package dev.ipc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Several arguments in one: what {@code starmap} takes a list of. */
public final class Args {
  private Args() {}

  /**
   * Two arguments.
   *
   * @param first the first argument
   * @param second the second argument
   * @param <A> the type of the first
   * @param <B> the type of the second
   */
  public record Two<A extends @Nullable Object, B extends @Nullable Object>(A first, B second)
      implements Serializable {}

  /**
   * Three arguments.
   *
   * @param first the first argument
   * @param second the second argument
   * @param third the third argument
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @param <C> the type of the third
   */
  public record Three<
          A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
      A first, B second, C third) implements Serializable {}

  /**
   * Four arguments.
   *
   * @param first the first argument
   * @param second the second argument
   * @param third the third argument
   * @param fourth the fourth argument
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @param <C> the type of the third
   * @param <D> the type of the fourth
   */
  public record Four<
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>(
      A first, B second, C third, D fourth) implements Serializable {}

  /**
   * Puts two arguments together.
   *
   * @param first the first argument
   * @param second the second argument
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @return them
   */
  public static <A extends @Nullable Object, B extends @Nullable Object> Two<A, B> of(
      A first, B second) {
    return new Two<>(first, second);
  }

  /**
   * Puts three arguments together.
   *
   * @param first the first argument
   * @param second the second argument
   * @param third the third argument
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @param <C> the type of the third
   * @return them
   */
  public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      Three<A, B, C> of(A first, B second, C third) {
    return new Three<>(first, second, third);
  }

  /**
   * Puts four arguments together.
   *
   * @param first the first argument
   * @param second the second argument
   * @param third the third argument
   * @param fourth the fourth argument
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @param <C> the type of the third
   * @param <D> the type of the fourth
   * @return them
   */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      Four<A, B, C, D> of(A first, B second, C third, D fourth) {
    return new Four<>(first, second, third, fourth);
  }
}
