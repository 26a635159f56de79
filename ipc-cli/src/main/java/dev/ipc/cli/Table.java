package dev.ipc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A table, indented: numbers to the right, text to the left, the last column as long as it is.
 *
 * @param headings of its columns
 * @param numbers which of them are above numbers
 */
record Table(List<String> headings, Set<String> numbers) {
  /** The headings and the rows. */
  List<String> lines(List<List<String>> rows) {
    int[] widths = new int[headings.size()];
    for (int column = 0; column < widths.length - 1; column++) {
      widths[column] = headings.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("  " + DomainWords.styled("faint", line(headings, widths)));
    rows.forEach(row -> lines.add("  " + line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length - 1; column++) {
      String sign = numbers.contains(headings.get(column)) ? "" : "-";
      line.append(
          String.format(Locale.ROOT, "%" + sign + widths[column] + "s  ", cells.get(column)));
    }
    return line.append(cells.getLast()).toString().stripTrailing();
  }
}
