package dev.ipc.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comment of a layout class says: some words, and a diagram with a line per field.
 *
 * <pre>
 *  0 word    what it means,
 *            on as many lines as it takes
 *  8 dirty   ...
 * </pre>
 *
 * @param before the words before the diagram, as Markdown
 * @param lines the diagram
 * @param after the words after it, as Markdown
 */
record LayoutComment(String before, List<Line> lines, String after) {
  private static final Pattern COMMENT =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*?)<pre>(.*?)</pre>((?:(?!\\*/).)*)\\*/\\s*"
              + "(?:public )?(?:final )?class",
          Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("\\s*(\\d+) +(\\w+)(?: +(\\S.*))?");
  private static final Pattern TAG =
      Pattern.compile("\\{@(?:code |link(?:plain)? (?:[a-z]+\\.)*#?)([^}]*)}");

  /**
   * A field in the diagram, or what follows the fields.
   *
   * @param offset in bytes from where the struct begins
   * @param name of the field
   * @param meaning in words
   */
  record Line(long offset, String name, String meaning) {}

  /** Reads the comment of the class in a source file. */
  static LayoutComment of(String source) {
    Matcher comment = COMMENT.matcher(source);
    if (!comment.find()) {
      throw new IllegalArgumentException("no comment with a diagram in <pre> on the class");
    }
    return new LayoutComment(
        markdown(comment.group(1)), lines(comment.group(2)), markdown(comment.group(3)));
  }

  private static List<Line> lines(String diagram) {
    List<Line> lines = new ArrayList<>();
    for (String text : diagram.lines().map(line -> line.replaceFirst("^\\s*\\*", "")).toList()) {
      Matcher line = LINE.matcher(text);
      if (line.matches()) {
        String meaning = line.group(3) == null ? "" : line.group(3);
        lines.add(new Line(Long.parseLong(line.group(1)), line.group(2), inline(meaning)));
      } else if (!text.isBlank()) {
        Line last = lines.removeLast();
        lines.add(
            new Line(last.offset(), last.name(), last.meaning() + " " + inline(text.strip())));
      }
    }
    return lines;
  }

  private static String markdown(String comment) {
    String text = comment.replaceAll("(?m)^\\s*\\* ?", "").strip();
    return inline(
        text.replaceAll("\\s*<p>\\s*", "\0").replaceAll("\\s+", " ").replace("\0", "\n\n").strip());
  }

  private static String inline(String text) {
    return TAG.matcher(text).replaceAll(tag -> Matcher.quoteReplacement("`" + tag.group(1) + "`"));
  }
}
