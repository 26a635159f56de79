package dev.ipc.shm.region;

import dev.ipc.Shared;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A shared object on its way to another process.
 *
 * @param folder of its domain
 * @param file its name in the folder
 * @param id which object it is
 * @param kind number of its kind
 * @param element number of its element type
 * @param extra what the object's type adds
 */
record Handle(
    String folder, String file, ObjectId id, int kind, int element, @Nullable Serializable extra)
    implements Serializable {
  @Serial
  private Object readResolve() {
    Shared object = null;
    while (object == null) {
      object = Session.implicit(Path.of(folder)).resolve(this);
    }
    return object;
  }
}
