package dev.ipc.codec;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which classes a message may name. What it may not name is refused where it is written, and again
 * where it is read, before the class is used.
 *
 * @see Codec
 */
public final class Trust implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final Trust FAMILY = new Trust(true, new Class<?>[0]);

  /** Whether all classes are trusted. */
  private final boolean family;

  /** The classes that are trusted beside those of the JDK for values. */
  private final Class<?>[] classes;

  private Trust(boolean family, Class<?>[] classes) {
    this.family = family;
    this.classes = classes;
  }

  /**
   * Trusts all classes, and lambdas: for a process and its children, which share a class path and
   * an owner. A message from elsewhere could make this process run what its sender wants.
   *
   * @return that trust
   */
  public static Trust family() {
    return FAMILY;
  }

  /**
   * Trusts the classes of the JDK for values (numbers, texts, collections, {@code java.time},
   * exceptions and the like), shared objects, and the given classes with what they are made of:
   * components of records, fields of {@link Serializable} classes, type arguments, elements of
   * arrays, and what a sealed type permits. Lambdas are refused. A subclass of a given class is
   * trusted only if it is given too.
   *
   * @param classes what to trust
   * @return that trust
   */
  public static Trust of(Class<?>... classes) {
    return new Trust(false, classes.clone());
  }

  boolean isFamily() {
    return family;
  }

  /** The classes that are named one by one, with what they are made of. */
  Set<Class<?>> closure(Class<?> type) {
    MadeOf found = new MadeOf();
    found.addGiven(type);
    for (Class<?> given : classes) {
      found.addGiven(given);
    }
    return found.classes();
  }

  private Set<Class<?>> classSet() {
    return Set.copyOf(Arrays.asList(classes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trust trust
        && trust.family == family
        && trust.classSet().equals(classSet());
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(family) + classSet().hashCode();
  }

  @Override
  public String toString() {
    return family
        ? "Trust[family]"
        : Arrays.stream(classes)
            .map(Class::getTypeName)
            .collect(Collectors.joining(", ", "Trust[", "]"));
  }
}
