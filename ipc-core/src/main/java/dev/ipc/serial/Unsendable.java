package dev.ipc.serial;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why an object cannot travel to another process by the JDK's serialization, where it stands,
 * and what to do. It knows most of lambdas.
 */
public final class Unsendable {
  private Unsendable() {}

  /**
   * Explains a failure.
   *
   * @param task what was to travel
   * @param failure what serialization threw
   * @return what cannot be sent because of what; what to do
   */
  public static String explain(Object task, Throwable failure) {
    SerializedLambda lambda = lambda(task);
    String what = lambda == null ? explainObject(task) : explainLambda(lambda);
    if (what == null) {
      what = describe(task) + " cannot be encoded: " + failure + "; capture only what can travel";
    }
    return what;
  }

  /**
   * Tells what a task is, and where a lambda stands.
   *
   * @param task a function or another object
   * @return such as {@code lambda at Race.java:14}, or the name of its class
   */
  public static String nameOf(Object task) {
    SerializedLambda lambda = lambda(task);
    return lambda == null ? describe(task) : LambdaSource.of(lambda).where();
  }

  /** What a serializable lambda would be written as, or null if the task is no such lambda. */
  private static @Nullable SerializedLambda lambda(Object task) {
    if (!task.getClass().isHidden()) {
      return null;
    }
    try {
      Method method = task.getClass().getDeclaredMethod("writeReplace");
      method.setAccessible(true);
      return method.invoke(task) instanceof SerializedLambda lambda ? lambda : null;
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }

  private static @Nullable String explainLambda(SerializedLambda lambda) {
    LambdaSource source = LambdaSource.of(lambda);
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object captured = lambda.getCapturedArg(i);
      Obstacle obstacle = obstacle(captured);
      if (obstacle != null) {
        String name = source.captured(i);
        String cure = obstacle.cure();
        if (name.equals("'this'")) {
          cure =
              source
                  .instanceMethod()
                  .map(method -> "make " + method + "() static or pass the value as an argument")
                  .orElse("copy what is needed into a local variable before the lambda");
        }
        return source.where() + " captures " + name + " (" + obstacle.why() + "); " + cure;
      }
    }
    return null;
  }

  private static @Nullable String explainObject(Object task) {
    for (Class<?> type = task.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isStatic(modifiers) || Modifier.isTransient(modifiers)) {
          continue;
        }
        Obstacle obstacle = obstacle(read(field, task));
        if (obstacle != null) {
          boolean outer = field.isSynthetic() && field.getName().startsWith("this$");
          return describe(task)
              + (outer ? " captures 'this'" : " has field '" + field.getName() + "'")
              + " ("
              + obstacle.why()
              + "); "
              + (outer ? "use a lambda or a static class" : obstacle.cure());
        }
      }
    }
    return null;
  }

  private static @Nullable Object read(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }

  /**
   * What keeps a value from travelling.
   *
   * @param why in words, for brackets
   * @param cure what to do
   */
  private record Obstacle(String why, String cure) {}

  private static @Nullable Obstacle obstacle(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    String type = value.getClass().getName();
    if (!(value instanceof Serializable)) {
      return new Obstacle(simple(type) + ", not Serializable", cure(value, type));
    }
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(value);
      return null;
    } catch (NotSerializableException e) {
      String culprit = String.valueOf(e.getMessage());
      String holding =
          culprit.equals(type) ? simple(type) : simple(type) + ", which holds a " + simple(culprit);
      return new Obstacle(holding + ", not Serializable", cure(value, culprit));
    } catch (IOException | RuntimeException e) {
      return new Obstacle(simple(type) + ": " + e.getMessage(), "capture what can travel");
    }
  }

  private static String cure(Object value, String culprit) {
    return switch (value) {
      case Optional<?> _ -> "capture the value in it";
      case Collection<?> _ ->
          "capture a copy, such as new ArrayList<>(it), of Serializable elements";
      case Map<?, ?> _ -> "capture a copy, such as new HashMap<>(it), of Serializable entries";
      case OutputStream _ ->
          "write a lambda that names the stream, such as () -> System.out.println()";
      default ->
          isOfJdk(culprit)
              ? "create the " + simple(culprit) + " in the function, or leave it out"
              : "make " + simple(culprit) + " Serializable, or create it in the function";
    };
  }

  /** Whether a class is one that nobody but the JDK can change. */
  private static boolean isOfJdk(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.");
  }

  private static String describe(Object task) {
    Class<?> type = task.getClass();
    return type.isAnonymousClass()
        ? "anonymous class " + simple(type.getName())
        : simple(type.getName());
  }

  /** A class name without its package; arrays as in the source. */
  private static String simple(String className) {
    if (className.startsWith("[L")) {
      return simple(className.substring(2, className.length() - 1)) + "[]";
    }
    if (className.startsWith("[[")) {
      return simple(className.substring(1)) + "[]";
    }
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
