package dev.ipc.codec;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Which form the values of a class have, and what a tag announces. */
final class Forms {
  /**
   * Writes values of one class, with their tag.
   *
   * @param <T> the class, or what it extends
   */
  interface Writer<T> {
    /** Writes one. */
    void write(Encoder to, T value);
  }

  /**
   * Reads the values of one tag, which was read.
   *
   * @param <T> their class
   */
  interface Reader<T> {
    /** Reads one. */
    T read(Decoder from);
  }

  private static final int TAGS = 128;

  @SuppressWarnings({"rawtypes", "unchecked"}) // there are no arrays of generic types
  private static final @Nullable Reader<?>[] READERS = new @Nullable Reader[TAGS];

  private static final Map<Class<?>, Writer<?>> EXACT = new HashMap<>();

  static {
    ScalarForms.register();
    TimeForms.register();
    ArrayForms.register();
    CollectionForms.register();
    RecordForm.register();
    EnumForm.register();
    ThrowableForm.register();
    SerializedForm.register();
  }

  private static final ClassValue<Writer<?>> WRITERS =
      new ClassValue<>() {
        @Override
        protected Writer<?> computeValue(Class<?> type) {
          return find(type);
        }
      };

  private Forms() {}

  @SuppressWarnings("unchecked") // found for the class of the value
  static Writer<Object> writerOf(Class<?> type) {
    return (Writer<Object>) WRITERS.get(type);
  }

  static @Nullable Reader<?> readerOf(int tag) {
    return READERS[tag];
  }

  static void reader(int tag, Reader<?> reader) {
    READERS[tag] = reader;
  }

  static <T> void writer(Class<T> type, Writer<T> writer) {
    EXACT.put(type, writer);
  }

  /** A form of one class: the tag is written in front of what the writer writes. */
  static <T> void form(int tag, Class<T> type, Writer<T> writer, Reader<T> reader) {
    writer(type, tagged(tag, writer));
    reader(tag, reader);
  }

  static <T> Writer<T> tagged(int tag, Writer<T> writer) {
    return (to, value) -> {
      to.out.writeByte(tag);
      writer.write(to, value);
    };
  }

  private static Writer<?> find(Class<?> type) {
    Writer<?> exact = EXACT.get(type);
    if (exact != null) {
      return exact;
    }
    try {
      if (Enum.class.isAssignableFrom(type)) {
        return NamedForm.of(type);
      }
      if (type.isRecord() && !replacesItself(type)) {
        return NamedForm.of(type);
      }
    } catch (IllegalArgumentException e) {
      return (to, value) -> {
        throw Unencodable.because(String.valueOf(e.getMessage()), e);
      };
    }
    if (type.isArray()) {
      return (Writer<Object>) ArrayForms::writeObjects;
    }
    if (Throwable.class.isAssignableFrom(type)) {
      return (Writer<Throwable>) ThrowableForm::write;
    }
    Writer<?> standard = TimeForms.writerOf(type);
    if (standard == null) {
      standard = CollectionForms.writerOf(type);
    }
    if (standard != null) {
      return standard;
    }
    return Serializable.class.isAssignableFrom(type)
        ? (Writer<Object>) SerializedForm::write
        : (Writer<Object>) Forms::refuse;
  }

  /** Whether a record asks serialization to take something else for it. */
  private static boolean replacesItself(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getParameterCount() == 0
          && (method.getName().equals("writeReplace") || method.getName().equals("readResolve"))) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(Encoder to, Object value) {
    Class<?> type = value.getClass();
    String cure =
        switch (value) {
          case BaseStream<?, ?> _ -> "collect it into a list";
          case Optional<?> _ -> "send the value in it";
          case Thread _ -> "send what the other process needs to know of it";
          default ->
              type.isHidden()
                  ? "declare the type of the lambda to extend Serializable, as Task and Action do"
                  : "make it a record or implement Serializable";
        };
    throw Unencodable.because(
        (type.isHidden() ? "the lambda" : type.getTypeName()) + " is not Serializable; " + cure);
  }
}
