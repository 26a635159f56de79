package dev.ipc.shm.region;

import dev.ipc.Shared;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A shared object on its way to another process. Not a record: the JDK would compose method handles
 * to read the first one, which is the longer part of what a child does before its function runs.
 */
final class Handle implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final String folder;
  private final String file;
  private final long idHigh;
  private final long idLow;
  private final int kind;
  private final int element;
  private final @Nullable Serializable extra;

  /**
   * Describes an object.
   *
   * @param folder of its domain
   * @param file its name in the folder
   * @param id which object it is
   * @param kind number of its kind
   * @param element number of its element type
   * @param extra what the object's type adds
   */
  Handle(
      String folder,
      String file,
      ObjectId id,
      int kind,
      int element,
      @Nullable Serializable extra) {
    this.folder = folder;
    this.file = file;
    this.idHigh = id.high();
    this.idLow = id.low();
    this.kind = kind;
    this.element = element;
    this.extra = extra;
  }

  String file() {
    return file;
  }

  ObjectId id() {
    return new ObjectId(idHigh, idLow);
  }

  int kind() {
    return kind;
  }

  int element() {
    return element;
  }

  @Nullable Serializable extra() {
    return extra;
  }

  @Serial
  private Object readResolve() {
    Shared object = null;
    while (object == null) {
      object = Session.implicit(Path.of(folder)).resolve(this);
    }
    return object;
  }
}
