package dev.ipc.process;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
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

/** Says why a function cannot travel to another process, where it stands, and what to do. */
final class Unsendable {
  private Unsendable() {}

  static String explain(Object task, Throwable failure) {
    SerializedLambda lambda = lambda(task);
    String what = lambda == null ? explainObject(task) : explainLambda(lambda);
    if (what == null) {
      what = describe(task) + " cannot be encoded: " + failure + "; capture only what can travel";
    }
    return "cannot send task: " + what;
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
      String culprit = culprit(captured);
      if (culprit != null) {
        String name = source.captured(i);
        String type = captured.getClass().getName();
        String why =
            type.equals(culprit)
                ? simple(type) + ", not Serializable"
                : simple(type) + ", which holds a " + simple(culprit) + ", not Serializable";
        return source.where()
            + " captures "
            + name
            + " ("
            + why
            + "); "
            + cure(source, name, captured);
      }
    }
    return null;
  }

  private static String cure(LambdaSource source, String name, Object captured) {
    if (name.equals("'this'")) {
      return source
          .instanceMethod()
          .map(method -> "make " + method + "() static or pass the value as an argument")
          .orElse("copy what is needed into a local variable before the lambda");
    }
    return cure(captured);
  }

  private static String cure(Object value) {
    return switch (value) {
      case Optional<?> _ -> "capture the value in it";
      case Collection<?> _ ->
          "capture a copy, such as new ArrayList<>(it), of Serializable elements";
      case Map<?, ?> _ -> "capture a copy, such as new HashMap<>(it), of Serializable entries";
      case PrintStream _ ->
          "write a lambda that names the stream, such as () -> System.out.println()";
      default ->
          "make "
              + simple(value.getClass().getName())
              + " Serializable, or create it in the function";
    };
  }

  private static @Nullable String explainObject(Object task) {
    for (Class<?> type = task.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isStatic(modifiers) || Modifier.isTransient(modifiers)) {
          continue;
        }
        Object value = read(field, task);
        String culprit = value == null ? null : culprit(value);
        if (value != null && culprit != null) {
          boolean outer = field.isSynthetic() && field.getName().startsWith("this$");
          return describe(task)
              + (outer ? " captures 'this'" : " has field '" + field.getName() + "'")
              + " ("
              + simple(culprit)
              + ", not Serializable); "
              + (outer ? "use a lambda or a static class" : cure(value));
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

  /** The class that keeps a value from travelling, or null if it can travel. */
  private static @Nullable String culprit(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (!(value instanceof Serializable)) {
      return value.getClass().getName();
    }
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(value);
      return null;
    } catch (NotSerializableException e) {
      return e.getMessage();
    } catch (IOException | RuntimeException e) {
      return value.getClass().getName();
    }
  }

  private static String describe(Object task) {
    Class<?> type = task.getClass();
    return type.isAnonymousClass()
        ? "anonymous class " + simple(type.getName())
        : simple(type.getName());
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
