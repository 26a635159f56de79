package dev.ipc.codec;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.RandomAccess;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The collections of {@code java.util}: views, copies and unmodifiable ones too, which are written
 * as what is in them. Those that are more than their content (such as {@code EnumMap}), and those
 * of other packages, are objects like any other.
 */
final class CollectionForms {
  private static final Set<Class<?>> MORE_THAN_CONTENT =
      Set.of(
          EnumMap.class, Hashtable.class, IdentityHashMap.class, PriorityQueue.class, Vector.class);

  private CollectionForms() {}

  @SuppressWarnings("JdkObsolete") // what was one becomes one
  static void register() {
    Forms.writer(ArrayList.class, CollectionForms::writeList);
    Forms.reader(Tags.LIST, from -> fill(from, new ArrayList<>(), true));
    Forms.reader(Tags.LINKED_LIST, from -> fill(from, new LinkedList<>(), false));
    Forms.reader(Tags.DEQUE, from -> fill(from, new ArrayDeque<>(), false));
    Forms.reader(Tags.SET, CollectionForms::readSet);
    Forms.reader(Tags.SORTED_SET, from -> fill(from, new TreeSet<>(readComparator(from)), false));
    Forms.reader(Tags.MAP, CollectionForms::readMap);
    Forms.reader(
        Tags.SORTED_MAP,
        from -> {
          TreeMap<@Nullable Object, @Nullable Object> map = new TreeMap<>(readComparator(from));
          return fill(from, map, from.in.readCount(2));
        });
    Forms.reader(
        Tags.ENTRY,
        from ->
            new AbstractMap.SimpleImmutableEntry<@Nullable Object, @Nullable Object>(
                from.read(), from.read()));
  }

  static Forms.@Nullable Writer<?> writerOf(Class<?> type) {
    if (!type.getPackageName().equals("java.util") || isMoreThanContent(type)) {
      return null;
    }
    if (type == LinkedList.class || type == ArrayDeque.class) {
      int tag = type == LinkedList.class ? Tags.LINKED_LIST : Tags.DEQUE;
      return Forms.<Collection<?>>tagged(tag, CollectionForms::writeElements);
    }
    if (SortedSet.class.isAssignableFrom(type)) {
      return (Forms.Writer<SortedSet<?>>) CollectionForms::writeSortedSet;
    }
    if (SortedMap.class.isAssignableFrom(type)) {
      return (Forms.Writer<SortedMap<?, ?>>) CollectionForms::writeSortedMap;
    }
    if (Set.class.isAssignableFrom(type)) {
      return Forms.<Collection<?>>tagged(Tags.SET, CollectionForms::writeElements);
    }
    if (Map.class.isAssignableFrom(type)) {
      return Forms.<Map<?, ?>>tagged(Tags.MAP, CollectionForms::writeEntries);
    }
    if (Map.Entry.class.isAssignableFrom(type) && type != AbstractMap.SimpleEntry.class) {
      return Forms.<Map.Entry<?, ?>>tagged(Tags.ENTRY, CollectionForms::writeEntry);
    }
    if (List.class.isAssignableFrom(type) && RandomAccess.class.isAssignableFrom(type)) {
      return (Forms.Writer<List<?>>) CollectionForms::writeList;
    }
    return Collection.class.isAssignableFrom(type)
        ? Forms.<Collection<?>>tagged(Tags.LIST, CollectionForms::writeElements)
        : null;
  }

  private static boolean isMoreThanContent(Class<?> type) {
    return EnumSet.class.isAssignableFrom(type)
        || MORE_THAN_CONTENT.stream().anyMatch(more -> more.isAssignableFrom(type));
  }

  private static void writeList(Encoder to, List<?> list) {
    to.out.writeByte(Tags.LIST);
    int size = list.size();
    to.out.writeVarInt(size);
    int i = 0;
    try {
      for (; i < size; i++) {
        to.write(list.get(i));
      }
    } catch (Unencodable e) {
      throw e.at(list, "[" + i + "]");
    } catch (IndexOutOfBoundsException e) {
      throw changed();
    }
  }

  private static void writeElements(Encoder to, Collection<?> elements) {
    int size = elements.size();
    to.out.writeVarInt(size);
    int i = 0;
    try {
      for (Object element : elements) {
        to.write(element);
        i++;
      }
    } catch (Unencodable e) {
      throw e.at(elements, "[" + i + "]");
    }
    if (i != size) {
      throw changed();
    }
  }

  private static Unencodable changed() {
    return Unencodable.because("it is changed while it is encoded; send a copy, or lock it");
  }

  private static void writeEntries(Encoder to, Map<?, ?> map) {
    int size = map.size();
    to.out.writeVarInt(size);
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      try {
        to.write(key);
      } catch (Unencodable e) {
        throw e.at(map, "[key " + i + "]");
      }
      try {
        to.write(entry.getValue());
      } catch (Unencodable e) {
        boolean telling = key instanceof String || key instanceof Number || key instanceof Enum;
        throw e.at(map, "[" + (telling ? key : "value " + i) + "]");
      }
      i++;
    }
    if (i != size) {
      throw changed();
    }
  }

  private static void writeEntry(Encoder to, Map.Entry<?, ?> entry) {
    try {
      to.write(entry.getKey());
    } catch (Unencodable e) {
      throw e.at(entry, ".getKey()");
    }
    try {
      to.write(entry.getValue());
    } catch (Unencodable e) {
      throw e.at(entry, ".getValue()");
    }
  }

  private static void writeSortedSet(Encoder to, SortedSet<?> set) {
    to.out.writeByte(Tags.SORTED_SET);
    writeComparator(to, set, set.comparator());
    writeElements(to, set);
  }

  private static void writeSortedMap(Encoder to, SortedMap<?, ?> map) {
    to.out.writeByte(Tags.SORTED_MAP);
    writeComparator(to, map, map.comparator());
    writeEntries(to, map);
  }

  private static void writeComparator(
      Encoder to, Object sorted, @Nullable Comparator<?> comparator) {
    try {
      to.write(comparator);
    } catch (Unencodable e) {
      throw e.at(sorted, ".comparator()");
    }
  }

  @SuppressWarnings("unchecked") // it compared these elements in the other process
  private static @Nullable Comparator<@Nullable Object> readComparator(Decoder from) {
    Object comparator = from.read();
    if (comparator != null && !(comparator instanceof Comparator)) {
      throw from.in.damaged("no comparator, but a " + comparator.getClass().getTypeName());
    }
    return (Comparator<@Nullable Object>) comparator;
  }

  private static Object fill(Decoder from, Collection<@Nullable Object> target, boolean sized) {
    int count = from.in.readCount(1);
    if (sized && target instanceof ArrayList<?> list) {
      list.ensureCapacity(count);
    }
    for (int i = 0; i < count; i++) {
      target.add(from.read());
    }
    return target;
  }

  private static Object readSet(Decoder from) {
    int count = from.in.readCount(1);
    LinkedHashSet<@Nullable Object> set = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      set.add(from.read());
    }
    return set;
  }

  private static Object readMap(Decoder from) {
    int count = from.in.readCount(2);
    return fill(from, LinkedHashMap.newLinkedHashMap(count), count);
  }

  private static Object fill(Decoder from, Map<@Nullable Object, @Nullable Object> map, int count) {
    for (int i = 0; i < count; i++) {
      Object key = from.read();
      map.put(key, from.read());
    }
    return map;
  }
}
