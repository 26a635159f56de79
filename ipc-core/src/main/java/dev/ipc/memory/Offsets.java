package dev.ipc.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** Where the fields of a layout are. */
public final class Offsets {
  private Offsets() {}

  /**
   * The place of a field. The JDK's own way composes method handles, which every process would wait
   * for in its start.
   *
   * @param struct a layout
   * @param field the name of one of its fields
   * @return its first byte, counted from the start of the layout
   * @throws IllegalArgumentException if there is none of that name
   */
  public static long of(StructLayout struct, String field) {
    long offset = 0;
    for (MemoryLayout member : struct.memberLayouts()) {
      if (member.name().isPresent() && member.name().get().equals(field)) {
        return offset;
      }
      offset += member.byteSize();
    }
    throw new IllegalArgumentException("no field " + field + " in " + struct);
  }
}
