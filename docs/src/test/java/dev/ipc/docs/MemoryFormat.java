package dev.ipc.docs;

import dev.ipc.Kind;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the tables of {@code memory-format.md}.
 *
 * <p>In the page, {@code <!-- generated: dev.ipc.lock.LockLayout -->} on a line of its own is where
 * the tables of that class go, up to {@code <!-- end -->}, which is added if it is missing.
 * Offsets, sizes and types come from the class's {@code StructLayout} constants, meanings from the
 * diagram in its comment; if the two disagree, that is an error. {@code <!-- generated: kinds -->}
 * is where the numbers of the kinds go.
 */
final class MemoryFormat {
  private static final Pattern SECTION =
      Pattern.compile(
          "<!-- generated: (\\S+) -->\\n(?:(?:(?!<!-- generated)[\\s\\S])*?<!-- end -->\\n)?");
  private static final Pattern BITS = Pattern.compile("(?:\\[\\w+:\\d+])+");
  private static final Pattern BIT_FIELD = Pattern.compile("\\[(\\w+):(\\d+)]");
  private static final String KINDS = "kinds";

  private final String page;
  private final List<String> sections;

  MemoryFormat(String page) {
    this.page = page;
    this.sections = SECTION.matcher(page).results().map(section -> section.group(1)).toList();
  }

  /** The layout classes that the page shows. */
  List<String> layouts() {
    return sections.stream().filter(section -> !section.equals(KINDS)).toList();
  }

  /** The page as it should be. */
  String regenerated() throws Exception {
    StringBuilder text = new StringBuilder();
    Matcher section = SECTION.matcher(page);
    while (section.find()) {
      String name = section.group(1);
      String tables = name.equals(KINDS) ? kinds() : layout(name);
      section.appendReplacement(
          text,
          Matcher.quoteReplacement(
              "<!-- generated: " + name + " -->\n" + tables + "<!-- end -->\n"));
    }
    return section.appendTail(text).toString();
  }

  // ---- layouts ----

  private String layout(String className) throws Exception {
    LayoutComment comment = LayoutComment.of(Project.source(className));
    List<LayoutComment.Line> lines = new ArrayList<>(comment.lines());
    StringBuilder text = new StringBuilder(comment.before()).append("\n");
    Map<String, StructLayout> structs = structs(className);
    for (StructLayout struct : structs.values()) {
      text.append(
          "\n`%s` of `%s`, %d bytes:\n\n"
              .formatted(struct.name().orElseThrow(), simple(className), struct.byteSize()));
      text.append("| offset | bytes | type | name | meaning |\n|---|---|---|---|---|\n");
      StringBuilder bits = new StringBuilder();
      long offset = 0;
      for (MemoryLayout member : struct.memberLayouts()) {
        if (!(member instanceof PaddingLayout)) {
          String meaning = meaning(lines, className, member, offset);
          row(text, offset, member.byteSize(), type(member), name(member), meaning);
          bits.append(bits(member, meaning));
        }
        offset += member.byteSize();
      }
      if (!lines.isEmpty() && lines.getFirst().offset() == struct.byteSize()) {
        LayoutComment.Line rest = lines.removeFirst();
        text.append("| %d | | | %s | %s |\n".formatted(offset, rest.name(), rest.meaning()));
      }
      text.append(bits);
    }
    if (!lines.isEmpty()) {
      throw disagreement(className, "the diagram has what the layout has not: " + lines);
    }
    return text + (comment.after().isEmpty() ? "" : "\n" + comment.after() + "\n");
  }

  /** What the next line of the diagram says, which must be about the next member. */
  private static String meaning(
      List<LayoutComment.Line> lines, String className, MemoryLayout member, long offset)
      throws Exception {
    if (lines.isEmpty()
        || !lines.getFirst().name().equals(name(member))
        || lines.getFirst().offset() != offset
        || lines.getFirst().meaning().isBlank()) {
      throw disagreement(
          className,
          "the layout has %s at %d, the diagram %s"
              .formatted(name(member), offset, lines.isEmpty() ? "no more" : lines.getFirst()));
    }
    return lines.removeFirst().meaning() + constant(className, name(member));
  }

  private static IllegalStateException disagreement(String className, String how) {
    return new IllegalStateException(
        className + ": its StructLayout and the diagram in its comment disagree: " + how);
  }

  private static void row(
      StringBuilder text, long offset, long bytes, String type, String name, String meaning) {
    String shown = BITS.matcher(meaning).replaceAll("`$0`");
    text.append("| %d | %d | %s | `%s` | %s |\n".formatted(offset, bytes, type, name, shown));
  }

  /** What stands in the fields that say what the file is. */
  private static String constant(String className, String name)
      throws ReflectiveOperationException {
    boolean headsAFile =
        Arrays.stream(Class.forName(className).getDeclaredFields())
            .anyMatch(field -> field.getName().equals("MAGIC"));
    if (headsAFile && name.equals("magic")) {
      return " (`0x%016x`)".formatted((long) read(className, "MAGIC"));
    }
    return headsAFile && name.equals("version") ? ", here " + read(className, "VERSION") : "";
  }

  /** The fields in a word, as in {@code [thread:32][waiters:1]}, the highest bits first. */
  private static String bits(MemoryLayout member, String meaning) {
    Matcher bits = BITS.matcher(meaning);
    if (!bits.find()) {
      return "";
    }
    List<MatchResult> fields = BIT_FIELD.matcher(bits.group()).results().toList();
    int left = fields.stream().mapToInt(field -> Integer.parseInt(field.group(2))).sum();
    if (left != member.byteSize() * Byte.SIZE) {
      throw new IllegalStateException(name(member) + " has not " + left + " bits: " + meaning);
    }
    StringBuilder text =
        new StringBuilder("\nBits of `%s`, 0 the lowest:\n\n".formatted(name(member)));
    text.append("| bits | how many | name |\n|---|---|---|\n");
    for (MatchResult field : fields) {
      int count = Integer.parseInt(field.group(2));
      left -= count;
      text.append(
          "| %s | %d | `%s` |\n"
              .formatted(
                  count == 1 ? left : left + "-" + (left + count - 1), count, field.group(1)));
    }
    return text.toString();
  }

  private static String name(MemoryLayout member) {
    return member
        .name()
        .orElseThrow(() -> new IllegalStateException("a member without a name: " + member));
  }

  /** The type in words; that of a struct is the class which describes it. */
  private String type(MemoryLayout member) throws Exception {
    return switch (member) {
      case AddressLayout _ -> throw new IllegalStateException("an address in a file: " + member);
      case ValueLayout value -> value.carrier().getSimpleName();
      case SequenceLayout sequence ->
          sequence.elementCount() + " x " + type(sequence.elementLayout());
      case GroupLayout group -> "`" + describer(group) + "`";
      case PaddingLayout _ -> "padding";
    };
  }

  private String describer(GroupLayout group) throws Exception {
    for (String className : layouts()) {
      for (StructLayout struct : structs(className).values()) {
        if (struct.withoutName().equals(group.withoutName())) {
          return simple(className);
        }
      }
    }
    throw new IllegalStateException("not in the page: " + group);
  }

  /** The constants of a class that are layouts, in the order in which they stand there. */
  private static Map<String, StructLayout> structs(String className) throws Exception {
    Map<String, StructLayout> structs = new LinkedHashMap<>();
    for (Field field : Class.forName(className).getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && StructLayout.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        structs.put(field.getName(), (StructLayout) field.get(null));
      }
    }
    return structs;
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  // ---- kinds ----

  private static String kinds() throws Exception {
    List<Format<?>> formats = new ArrayList<>();
    Method all = Class.forName("dev.ipc.shm.region.Formats").getDeclaredMethod("all");
    all.setAccessible(true);
    for (Object kind : (Collection<?>) all.invoke(null)) {
      format(kind).ifPresent(formats::add);
    }
    format(read("dev.ipc.process.CallMessage", "KIND")).ifPresent(formats::add);
    formats.sort((a, b) ->
        a.kind() != b.kind()
            ? Integer.compare(a.kind(), b.kind())
            : Integer.compare(a.element(), b.element()));
    StringBuilder text =
        new StringBuilder(
            "| kind | | element | | bytes of payload, at least |\n|---|---|---|---|---|\n");
    for (Format<?> format : formats) {
      text.append(
          "| %d | %s | %d | %s | %d |\n"
              .formatted(
                  format.kind(),
                  format.kindName(),
                  format.element(),
                  format.elementName(),
                  format.minPayloadBytes()));
    }
    return text.toString();
  }

  private static Object read(String className, String name) throws ReflectiveOperationException {
    Field field = Class.forName(className).getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }

  /** A kind that stands in files; not one that opens whatever element there is. */
  private static Optional<Format<?>> format(Object kind) {
    Format<?> format =
        switch ((Kind<?>) kind) {
          case Format<?> is -> is;
          case Blueprint<?> blueprint -> blueprint.format();
          default -> throw new IllegalStateException("neither format nor blueprint: " + kind);
        };
    return format.element() == Format.ANY_ELEMENT ? Optional.empty() : Optional.of(format);
  }
}
