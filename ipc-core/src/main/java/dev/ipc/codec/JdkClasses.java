package dev.ipc.codec;

import dev.ipc.Shared;
import java.util.Set;

/** The classes that messages may name among strangers: values of the JDK, and shared objects. */
final class JdkClasses {
  /** Those that hold values, and do nothing but that when they are deserialized. */
  private static final Set<String> VALUES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.net.URI",
          "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.CollSer",
          "java.util.Currency",
          "java.util.Date",
          "java.util.EnumMap",
          "java.util.EnumSet$SerializationProxy",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.JumboEnumSet",
          "java.util.Locale",
          "java.util.Map$Entry",
          "java.util.PriorityQueue",
          "java.util.RegularEnumSet",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentHashMap$Segment",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong");

  private JdkClasses() {}

  static boolean isOfJdk(Class<?> type) {
    return type.getModule() == Object.class.getModule() || type.getName().startsWith("java.");
  }

  /** Whether anybody may send one. Subclasses of these are other classes. */
  static boolean isValue(Class<?> type) {
    if (type.getModule() == Object.class.getModule()) {
      String name = type.getName();
      return VALUES.contains(name)
          || name.startsWith("java.time.")
          || name.startsWith("java.util.Collections$")
          || name.startsWith("java.util.ImmutableCollections$")
          || name.startsWith("java.util.concurrent.locks.")
          || Enum.class.isAssignableFrom(type)
          || Throwable.class.isAssignableFrom(type);
    }
    return Shared.class.isAssignableFrom(type) || isOfToolkit(type);
  }

  /** Handles are classes of this toolkit, and lead to shared objects only. */
  private static boolean isOfToolkit(Class<?> type) {
    return type.getName().startsWith("dev.ipc.") && !type.isHidden();
  }
}
