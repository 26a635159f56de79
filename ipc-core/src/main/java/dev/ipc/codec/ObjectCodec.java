package dev.ipc.codec;

import dev.ipc.IpcException;
import dev.ipc.serial.AppObjects;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The codec of this toolkit.
 *
 * <h2>Overview</h2>
 *
 * <p>A value is a tag ({@link Tags}) and what its form writes behind it; a message is one value,
 * and needs no other message to be read. The static type of a component or element is not used:
 * each value says what it is, in one byte. Records and enums are named by a hash of name and shape
 * ({@link NamedForm}); those that the declared type is made of, and those given to {@link
 * Trust#of}, need no more, all others send their name along, once in a message.
 *
 * <p>Trust is asked for each class that a message names, by both sides. The number of elements is
 * compared with the bytes that are left before memory is taken for them, and nesting is limited; so
 * a message costs no more than in proportion to its length.
 *
 * @param <T> the type of the objects
 */
final class ObjectCodec<T> implements Codec<T> {
  @Serial private static final long serialVersionUID = 1L;

  /** So many named classes are found without their name. */
  private static final int MAX_CACHED = 1_024;

  private final Class<T> type;
  private final Trust trust;
  private final transient Map<String, Class<?>> trusted;
  private final transient ClassTable declared;
  private transient volatile ClassTable named = new ClassTable(List.of());

  ObjectCodec(Class<T> type, Trust trust) {
    this.type = type;
    this.trust = trust;
    this.trusted = new LinkedHashMap<>();
    trust.closure(type).forEach(one -> trusted.put(one.getName(), one));
    this.declared =
        new ClassTable(
            trusted.values().stream()
                .filter(one -> one.isRecord() || one.isEnum())
                .<NamedForm>map(NamedForm::of)
                .toList());
  }

  @Serial
  private Object readResolve() {
    return new ObjectCodec<>(type, trust);
  }

  Trust trust() {
    return trust;
  }

  @Override
  public void encode(T value, Output out) {
    int size = out.size();
    Encoder to = out.begin(this);
    try {
      if (type != Object.class && !type.isInstance(value)) {
        throw Unencodable.because(
            "not a "
                + type.getTypeName()
                + ", which this codec is for; use a codec of that class, or Codec.objects()");
      }
      to.write(value);
    } catch (Unencodable e) {
      out.truncate(size);
      throw e.named(value == null ? "null" : value);
    } catch (IpcException e) {
      out.truncate(size);
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      out.truncate(size);
      throw new CodecException(
          "cannot encode "
              + Unencodable.name(value)
              + ": "
              + e
              + "; send something that is not changed meanwhile and does not fail when it is read",
          e);
    }
    out.end(to);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // it is checked; a codec of any objects has null too
  public T decode(Input in) {
    Decoder from = in.begin(this);
    Object value;
    try {
      value = from.read();
    } catch (IpcException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new CodecException(
          "cannot decode message: a value is refused by its class: "
              + e
              + "; it is damaged, or its sender uses another codec or version",
          e);
    }
    in.end(from);
    if (type != Object.class && !type.isInstance(value)) {
      throw unexpected(value);
    }
    return (T) value;
  }

  private CodecException unexpected(@Nullable Object value) {
    String message =
        "cannot decode message: it is no "
            + type.getTypeName()
            + " but "
            + (value == null ? "null" : "a " + value.getClass().getTypeName())
            + "; use the codec that its sender uses";
    return value instanceof StandInException standIn
        ? new CodecException(message, standIn)
        : new CodecException(message);
  }

  boolean trusts(Class<?> one) {
    return trust.isFamily() || trusted.get(one.getName()) == one || JdkClasses.isValue(one);
  }

  void checkTrust(Class<?> one) {
    if (!trusts(one)) {
      throw Unencodable.because(untrusted(one));
    }
  }

  String untrusted(Class<?> one) {
    if (one.isHidden() || one.getName().equals("java.lang.invoke.SerializedLambda")) {
      return "a lambda is not trusted between applications that were started independently; send a"
          + " record, or use Trust.family() between a process and its children";
    }
    return one.getTypeName()
        + " is not trusted by this codec; give it to Trust.of on both sides, or send a record of"
        + " what is in it";
  }

  void checkElementType(Class<?> leaf) {
    if (!leaf.isPrimitive() && !JdkClasses.isOfJdk(leaf)) {
      checkTrust(leaf);
    }
  }

  /** The class of an array's innermost elements. */
  Class<?> elementType(String name, int dimensions, Input in) {
    Class<?> primitive = Class.forPrimitiveName(name);
    if (primitive != null) {
      if (dimensions < 2 || primitive == void.class) {
        throw in.damaged("no array of objects: " + name);
      }
      return primitive;
    }
    Class<?> known = trusted.get(name);
    if (known != null) {
      return known;
    }
    Class<?> found = load(name);
    if (found.isArray()) {
      throw in.damaged("an array where its innermost element was expected: " + name);
    }
    if (!JdkClasses.isOfJdk(found) && !trusts(found)) {
      throw refused(untrusted(found));
    }
    return found;
  }

  private Class<?> load(String name) {
    boolean harmless = name.startsWith("java.") || name.startsWith("dev.ipc.");
    if (!trust.isFamily() && !harmless) {
      throw refused(name + " is not trusted by this codec; give it to Trust.of on both sides");
    }
    try {
      return AppObjects.find(name);
    } catch (ClassNotFoundException | LinkageError e) {
      throw missing(name, e);
    }
  }

  private static CodecException refused(String why) {
    return new CodecException("cannot decode message: " + why);
  }

  static CodecException missing(String name, Throwable cause) {
    return new CodecException(
        "cannot decode message: class is missing in this process: class="
            + name
            + "; put the jar that has it on its class path",
        cause);
  }

  /** Whether messages need not name the class. */
  boolean declares(NamedForm form) {
    return declared.get(form.id()) == form;
  }

  /** The form of a class that the message gives by hash only. */
  NamedForm declared(long id, Input in) {
    NamedForm form = declared.get(id);
    if (form != null) {
      return form;
    }
    for (NamedForm other : declared.all()) {
      if (other.hasNameOf(id)) {
        throw different(other);
      }
    }
    throw in.damaged(
        "it names a record or enum that this codec does not expect: expected="
            + declared.all().stream()
                .map(other -> other.type().getTypeName())
                .collect(Collectors.joining(", ", "[", "]")));
  }

  private static CodecException different(NamedForm here) {
    return new CodecException(
        "cannot decode message: class is different in the process that sent it: here="
            + here.shape()
            + "; run the same version of it in both");
  }

  /** The form of a class that the message gives by hash and name. */
  NamedForm named(long id, byte[] bytes, int from, int length, Input in) {
    NamedForm known = named.get(id);
    if (known != null
        && Arrays.equals(known.name(), 0, known.name().length, bytes, from, from + length)) {
      return known;
    }
    String name = new String(bytes, from, length, StandardCharsets.UTF_8);
    Class<?> found = Objects.requireNonNullElseGet(trusted.get(name), () -> load(name));
    if (!trusts(found)) {
      throw refused(untrusted(found));
    }
    if (!found.isRecord() && !found.isEnum()) {
      throw in.damaged("neither a record nor an enum: " + name);
    }
    NamedForm form = NamedForm.of(found);
    if (form.id() != id) {
      throw different(form);
    }
    remember(form);
    return form;
  }

  private synchronized void remember(NamedForm form) {
    if (named.get(form.id()) == null && named.all().size() < MAX_CACHED) {
      named = named.with(form);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectCodec<?> codec && codec.type == type && codec.trust.equals(trust);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, trust);
  }

  @Override
  public String toString() {
    return "Codec[" + type.getTypeName() + ", " + trust + "]";
  }
}
