package dev.ipc.codec;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The records and enums that are known by their hashes. Never changed. */
final class ClassTable {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final List<NamedForm> all;
  private final @Nullable NamedForm[] places;

  /**
   * Makes a table.
   *
   * @throws IllegalArgumentException if two have the same hash
   */
  ClassTable(Collection<NamedForm> forms) {
    this.all = List.copyOf(forms);
    this.places = new @Nullable NamedForm[Integer.highestOneBit(all.size() * 2 + 1) * 2];
    for (NamedForm form : all) {
      int place = placeOf(form.id());
      NamedForm other = places[place];
      if (other != null) {
        throw new IllegalArgumentException(
            "classes with the same hash: "
                + other.shape()
                + ", "
                + form.shape()
                + "; rename a component or constant of one of them");
      }
      places[place] = form;
    }
  }

  ClassTable with(NamedForm form) {
    return new ClassTable(Stream.concat(all.stream(), Stream.of(form)).toList());
  }

  List<NamedForm> all() {
    return all;
  }

  @Nullable NamedForm get(long id) {
    return places[placeOf(id)];
  }

  /** Where it is, or would be. */
  private int placeOf(long id) {
    int mask = places.length - 1;
    int place = (int) ((id * FACTOR) >>> Integer.SIZE) & mask;
    for (NamedForm form = places[place]; form != null && form.id() != id; form = places[place]) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
