package dev.ipc.process;

import dev.ipc.codec.CodecException;
import dev.ipc.pool.Letter;
import dev.ipc.serial.Unsendable;
import dev.ipc.task.Job;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a pool as bytes. One whose class has no fields is encoded once for good, others
 * once per call, since what they refer to may change in between.
 */
final class Functions {
  private static final ClassValue<Boolean> STATELESS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isStateless(type);
        }
      };

  private final Map<Key, SentFunction> stateless = new ConcurrentHashMap<>();
  private volatile @Nullable Last last;

  /** What tells functions apart that have no state: what the user gave, and how it is called. */
  private record Key(Class<?> subject, Class<?> function) {}

  private record Last(Object call, SentFunction function) {
    @SuppressWarnings("ReferenceEquality") // calls are objects of their own
    boolean isOf(Object other) {
      return call == other;
    }
  }

  private static boolean isStateless(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The function of a job.
   *
   * @throws IllegalArgumentException if it cannot travel
   */
  SentFunction of(Job job) {
    Class<?> subject = job.subject().getClass();
    if (STATELESS.get(subject)) {
      Key key = new Key(subject, job.function().getClass());
      SentFunction known = stateless.get(key);
      return known != null
          ? known
          : Objects.requireNonNull(stateless.computeIfAbsent(key, _ -> encode(job)));
    }
    Last latest = last;
    if (latest != null && latest.isOf(job.call())) {
      return latest.function();
    }
    SentFunction function = encode(job);
    last = new Last(job.call(), function);
    return function;
  }

  private static SentFunction encode(Job job) {
    try {
      return new SentFunction(Letter.OBJECTS.toBytes(job.function()));
    } catch (CodecException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "cannot send task: " + Unsendable.explain(job.subject(), cause), e);
    }
  }
}
