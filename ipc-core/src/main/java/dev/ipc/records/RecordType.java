package dev.ipc.records;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record class, taken apart once: afterwards its components are read and its instances made
 * without reflection. Records may be private, nested or local; one in a named module must be open
 * to this library, or be public and exported.
 *
 * @param <R> the record class
 */
public final class RecordType<R> {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final ClassValue<RecordType<?>> TYPES =
      new ClassValue<>() {
        @Override
        protected RecordType<?> computeValue(Class<?> type) {
          return new RecordType<>(type);
        }
      };

  private final Class<R> type;
  private final List<Component> components;
  private final MethodHandle constructor;
  private final MethodHandle creator;

  private RecordType(Class<R> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          "not a record: " + type.getTypeName() + "; declare it as a record");
    }
    RecordComponent[] declared = type.getRecordComponents();
    List<Component> found = new ArrayList<>();
    for (RecordComponent component : declared) {
      MethodHandle accessor = accessor(component);
      MethodType general = MethodType.genericMethodType(1);
      found.add(new Component(component, accessor, accessor.asType(general)));
    }
    this.type = type;
    this.components = List.copyOf(found);
    this.constructor = constructor(type, declared);
    this.creator =
        constructor
            .asType(MethodType.genericMethodType(declared.length))
            .asSpreader(Object[].class, declared.length);
  }

  /**
   * Takes a record class apart, or finds how it was before.
   *
   * @param type the record class
   * @param <R> the record class
   * @return its components and its constructor
   * @throws IllegalArgumentException if it is not a record, or its module keeps it closed
   */
  @SuppressWarnings("unchecked") // computed from this very class
  public static <R> RecordType<R> of(Class<R> type) {
    return (RecordType<R>) TYPES.get(type);
  }

  private static MethodHandle accessor(RecordComponent component) {
    Method accessor = component.getAccessor();
    open(component.getDeclaringRecord(), accessor);
    try {
      return LOOKUP.unreflect(accessor);
    } catch (IllegalAccessException e) {
      throw closed(component.getDeclaringRecord(), e);
    }
  }

  private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(parameters);
      open(type, canonical);
      return LOOKUP.unreflectConstructor(canonical);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "record without its canonical constructor: " + type.getTypeName() + "; compile it anew",
          e);
    } catch (IllegalAccessException e) {
      throw closed(type, e);
    }
  }

  private static void open(Class<?> type, AccessibleObject member) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static IllegalArgumentException closed(Class<?> type, Exception cause) {
    Module library = RecordType.class.getModule();
    return new IllegalArgumentException(
        "record is closed to this library: record="
            + type.getTypeName()
            + ", module="
            + type.getModule().getName()
            + ", package="
            + type.getPackageName()
            + "; write in its module-info: opens "
            + type.getPackageName()
            + (library.isNamed() ? " to " + library.getName() : "")
            + ";",
        cause);
  }

  /**
   * The record class.
   *
   * @return what {@link #of} was given
   */
  public Class<R> type() {
    return type;
  }

  /**
   * The components.
   *
   * @return in the order of their declaration
   */
  public List<Component> components() {
    return components;
  }

  /**
   * The canonical constructor, as it is: from the types of the components to the record.
   *
   * @return its handle
   */
  public MethodHandle constructor() {
    return constructor;
  }

  /**
   * Makes a record.
   *
   * @param values of the components, in their order; primitives boxed
   * @return the record
   * @throws RuntimeException what its constructor throws
   */
  @SuppressWarnings("unchecked") // the constructor of this class makes it
  public R create(@Nullable Object[] values) {
    try {
      return (R) (Object) creator.invokeExact(values);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /**
   * What a handle of this class threw, as something that may be thrown anywhere.
   *
   * @param thrown by a constructor or an accessor
   * @return the same, if it is unchecked
   */
  public static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new UndeclaredThrowableException(thrown);
  }

  /**
   * A component of a record.
   *
   * @param declaration as the JDK knows it
   * @param accessor reads it, from the record to its type
   * @param reader reads it, from an object to an object
   */
  public record Component(RecordComponent declaration, MethodHandle accessor, MethodHandle reader) {
    /**
     * Its name.
     *
     * @return as declared
     */
    public String name() {
      return declaration.getName();
    }

    /**
     * Its type.
     *
     * @return as declared, erased
     */
    public Class<?> type() {
      return declaration.getType();
    }

    /**
     * Its type with type arguments.
     *
     * @return as declared
     */
    public Type genericType() {
      return declaration.getGenericType();
    }

    /**
     * An annotation on it.
     *
     * @param type which
     * @param <A> which
     * @return the annotation, or null if there is none
     */
    public <A extends Annotation> @Nullable A annotation(Class<A> type) {
      return declaration.getAnnotation(type);
    }

    /**
     * Reads it.
     *
     * @param instance a record of the class that has this component
     * @return its value, a primitive boxed
     * @throws RuntimeException what its accessor throws
     */
    public @Nullable Object get(Object instance) {
      try {
        return (@Nullable Object) reader.invokeExact(instance);
      } catch (Throwable t) {
        throw unchecked(t);
      }
    }
  }
}
