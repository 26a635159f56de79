package dev.ipc.task;

import dev.ipc.Action;
import dev.ipc.Action1;
import dev.ipc.Action2;
import dev.ipc.Action3;
import dev.ipc.Args;
import dev.ipc.Fn;
import dev.ipc.Fn2;
import dev.ipc.Fn3;
import dev.ipc.Fn4;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What users give, as a function of one item. The functions are records, so that they travel as
 * cheaply as what is in them.
 *
 * @param function the function
 * @param subject what the user gave
 */
@SuppressWarnings({"unchecked", "serial"}) // the calls of a pool give it items of the right type
record Shape(Fn<@Nullable Object, @Nullable Object> function, Object subject) {
  private interface OfItem extends Fn<@Nullable Object, @Nullable Object> {}

  static Shape of(Fn<?, ?> fn) {
    return new Shape((Fn<@Nullable Object, @Nullable Object>) fn, fn);
  }

  static Shape of(Callable<?> task) {
    return new Shape(new OfTask((Callable<@Nullable Object>) task), task);
  }

  static Shape of(Runnable work) {
    return new Shape(new OfRunnable(work), work);
  }

  static Shape of(Fn2<?, ?, ?> fn) {
    return new Shape(new OfTwo((Fn2<Object, Object, @Nullable Object>) fn), fn);
  }

  static Shape of(Fn3<?, ?, ?, ?> fn) {
    return new Shape(new OfThree((Fn3<Object, Object, Object, @Nullable Object>) fn), fn);
  }

  static Shape of(Fn4<?, ?, ?, ?, ?> fn) {
    return new Shape(new OfFour((Fn4<Object, Object, Object, Object, @Nullable Object>) fn), fn);
  }

  static Shape ofWork(Action1<?> action) {
    return new Shape(new Work((Action1<@Nullable Object>) action), action);
  }

  static Shape ofWork(Action2<?, ?> action) {
    return new Shape(new WorkOnTwo((Action2<Object, Object>) action), action);
  }

  static Shape ofWork(Action3<?, ?, ?> action) {
    return new Shape(new WorkOnThree((Action3<Object, Object, Object>) action), action);
  }

  private record OfTask(Callable<@Nullable Object> task) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object none) throws Exception {
      return task.call();
    }
  }

  private record OfRunnable(Runnable work) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object none) throws Exception {
      if (work instanceof Action action) {
        action.perform(); // what it throws stays what it is
      } else {
        work.run();
      }
      return null;
    }
  }

  private record OfTwo(Fn2<Object, Object, @Nullable Object> fn) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      Args.Two<Object, Object> args = (Args.Two<Object, Object>) Objects.requireNonNull(item);
      return fn.apply(args.first(), args.second());
    }
  }

  private record OfThree(Fn3<Object, Object, Object, @Nullable Object> fn) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      Args.Three<Object, Object, Object> args =
          (Args.Three<Object, Object, Object>) Objects.requireNonNull(item);
      return fn.apply(args.first(), args.second(), args.third());
    }
  }

  private record OfFour(Fn4<Object, Object, Object, Object, @Nullable Object> fn)
      implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      Args.Four<Object, Object, Object, Object> args =
          (Args.Four<Object, Object, Object, Object>) Objects.requireNonNull(item);
      return fn.apply(args.first(), args.second(), args.third(), args.fourth());
    }
  }

  private record Work(Action1<@Nullable Object> action) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      action.accept(item);
      return null;
    }
  }

  private record WorkOnTwo(Action2<Object, Object> action) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      Args.Two<Object, Object> args = (Args.Two<Object, Object>) Objects.requireNonNull(item);
      action.accept(args.first(), args.second());
      return null;
    }
  }

  private record WorkOnThree(Action3<Object, Object, Object> action) implements OfItem {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      Args.Three<Object, Object, Object> args =
          (Args.Three<Object, Object, Object>) Objects.requireNonNull(item);
      action.accept(args.first(), args.second(), args.third());
      return null;
    }
  }
}
