package dev.ipc.metrics;

import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a label means to a registry: {@code requests{route="/a",method="GET"}} is a name with tags.
 * In the quotes, a backslash stands before a quote and before itself. Any other label is a name as
 * it is.
 *
 * @param name the name
 * @param tags the tags, in their order
 */
record MeterName(String name, List<Tag> tags) {
  private static final String TAG = "(\\w[\\w.-]*)=\"((?:[^\"\\\\]++|\\\\[\"\\\\])*+)\"";
  private static final Pattern TAGGED =
      Pattern.compile("([^{}]+)\\{(" + TAG + "(?:," + TAG + ")*+)}", Pattern.DOTALL);
  private static final Pattern ONE_TAG = Pattern.compile(TAG, Pattern.DOTALL);

  static MeterName of(String label) {
    Matcher tagged = TAGGED.matcher(label);
    if (!tagged.matches()) {
      return new MeterName(label, List.of());
    }
    List<Tag> tags = new ArrayList<>();
    Matcher tag = ONE_TAG.matcher(tagged.group(2));
    while (tag.find()) {
      tags.add(Tag.of(tag.group(1), tag.group(2).replaceAll("\\\\(.)", "$1")));
    }
    return new MeterName(tagged.group(1), tags);
  }
}
