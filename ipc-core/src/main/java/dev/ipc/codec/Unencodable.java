package dev.ipc.codec;

import java.io.Serial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** On its way up from a value that cannot be encoded, collects where the value is. */
final class Unencodable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int SHOWN_STEPS = 12;

  private final boolean tooDeep;
  private final transient List<Step> steps = new ArrayList<>();

  private record Step(Object container, String element) {}

  private Unencodable(String reason, @Nullable Throwable cause, boolean tooDeep) {
    super(reason, cause, false, false);
    this.tooDeep = tooDeep;
  }

  static Unencodable because(String reason) {
    return new Unencodable(reason, null, false);
  }

  static Unencodable because(String reason, Throwable cause) {
    return new Unencodable(reason, cause, false);
  }

  static Unencodable tooDeep() {
    return new Unencodable(
        "nested more than "
            + Encoder.MAX_DEPTH
            + " levels deep; make it flatter, or make it a Serializable class",
        null,
        true);
  }

  /** Adds the next outer step. */
  Unencodable at(Object container, String element) {
    steps.add(new Step(container, element));
    return this;
  }

  CodecException named(Object root) {
    List<Step> path = new ArrayList<>(steps);
    Collections.reverse(path);
    String reason = String.valueOf(getMessage());
    if (tooDeep) {
      Set<Object> containers = Collections.newSetFromMap(new IdentityHashMap<>());
      for (int i = 0; i < path.size(); i++) {
        if (!containers.add(path.get(i).container())) {
          path = path.subList(0, i);
          reason = "it contains itself; send something without the cycle, such as keys";
          break;
        }
      }
    }
    StringBuilder text = new StringBuilder("cannot encode ").append(name(root));
    path.stream().limit(SHOWN_STEPS).forEach(step -> text.append(step.element()));
    if (path.size() > SHOWN_STEPS) {
      text.append("...");
    }
    return new CodecException(
        text.append(": ").append(reason).toString(), getCause() == null ? this : getCause());
  }

  static String name(Object root) {
    Class<?> type = root.getClass();
    if (type.isHidden()) {
      return "lambda";
    }
    String name = type.getTypeName();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
