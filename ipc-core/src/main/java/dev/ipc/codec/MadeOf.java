package dev.ipc.codec;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the classes of the app that a type is made of. */
final class MadeOf {
  private final Set<Class<?>> classes = new LinkedHashSet<>();
  private final Set<Type> seen = new HashSet<>();

  Set<Class<?>> classes() {
    return classes;
  }

  /** Adds a class, also one of the JDK. */
  void addGiven(Class<?> type) {
    add(type);
    if (!type.isArray() && !type.isPrimitive()) {
      classes.add(type);
    }
  }

  void add(Type type) {
    if (!seen.add(type)) {
      return;
    }
    switch (type) {
      case Class<?> of -> addClass(of);
      case ParameterizedType of -> {
        add(of.getRawType());
        addAll(of.getActualTypeArguments());
      }
      case GenericArrayType of -> add(of.getGenericComponentType());
      case WildcardType of -> addAll(of.getUpperBounds());
      case TypeVariable<?> of -> addAll(of.getBounds());
      default -> {}
    }
  }

  private void addAll(Type[] types) {
    for (Type type : types) {
      add(type);
    }
  }

  private void addClass(Class<?> type) {
    if (type.isArray()) {
      add(type.getComponentType());
      return;
    }
    if (type.isPrimitive() || JdkClasses.isOfJdk(type)) {
      return;
    }
    classes.add(type);
    if (type.isSealed()) {
      addAll(type.getPermittedSubclasses());
    }
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        add(component.getGenericType());
      }
    } else if (!type.isEnum() && Serializable.class.isAssignableFrom(type)) {
      addFields(type);
    }
  }

  private void addFields(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
        add(field.getGenericType());
      }
    }
    Type parent = type.getGenericSuperclass();
    if (parent != null) {
      add(parent);
    }
  }
}
