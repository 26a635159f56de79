package dev.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a structure by what its users wrote into their {@link Journal}s, in which the structure
 * has no part. What a killed process intended last is uncertain: it may have happened or not.
 */
public final class Referee {
  private final List<String> done = new ArrayList<>();
  private final List<String> uncertain = new ArrayList<>();

  private Referee() {}

  /**
   * Reads journals whose processes have ended.
   *
   * @param journals their files
   * @return the referee
   */
  public static Referee of(List<Path> journals) {
    Referee referee = new Referee();
    journals.forEach(referee::read);
    return referee;
  }

  private void read(Path journal) {
    String text;
    try {
      text = Files.readString(journal, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a process did not leave its journal: " + journal, e);
    }
    String intended = null;
    // What follows the last line end is an entry that was cut short, and so was not made.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String what = line.substring(1);
      if (line.charAt(0) == Journal.DONE) {
        done.add(what);
        intended = null;
      } else {
        if (intended != null) {
          // The process before, in the same journal, was killed here.
          uncertain.add(intended);
        }
        intended = what;
      }
    }
    if (intended != null) {
      uncertain.add(intended);
    }
  }

  /**
   * What was done for certain.
   *
   * @return the entries, of one journal after the other
   */
  public List<String> done() {
    return List.copyOf(done);
  }

  /**
   * What may have been done.
   *
   * @return the last intents of processes that were killed
   */
  public List<String> uncertain() {
    return List.copyOf(uncertain);
  }

  /**
   * Checks a count to which every journalled deed added one.
   *
   * @param value what the structure says
   * @param killed how many processes were killed
   * @throws AssertionError if the count cannot be explained
   */
  public void checkCount(long value, int killed) {
    if (uncertain.size() > killed) {
      throw new AssertionError(
          "more deeds uncertain than processes killed: killed="
              + killed
              + ", uncertain="
              + uncertain);
    }
    if (value < done.size() || value > done.size() + uncertain.size()) {
      throw new AssertionError(
          "the count cannot be: value="
              + value
              + ", done="
              + done.size()
              + ", uncertain="
              + uncertain.size()
              + "; "
              + (value < done.size() ? "deeds were lost" : "deeds were made up or done twice"));
    }
  }

  /**
   * Checks that what was put is what was got and what is left, each once. An uncertain put may be
   * missing; an uncertain get may have taken one item with it.
   *
   * @param put the word before the item in the journals of those who put
   * @param got the word before the item in the journals of those who got
   * @param left the items that are still there
   * @throws AssertionError if an item was lost, made up, or got twice
   */
  public void checkItems(String put, String got, List<String> left) {
    List<String> gone = new ArrayList<>(items(done, put));
    List<String> there = new ArrayList<>(items(done, got));
    there.addAll(left);
    List<String> unexplained = new ArrayList<>();
    List<String> perhapsPut = new ArrayList<>(items(uncertain, put));
    for (String item : there) {
      if (!gone.remove(item) && !perhapsPut.remove(item)) {
        unexplained.add(item);
      }
    }
    long perhapsGot = uncertain.stream().filter(what -> startsWith(what, got)).count();
    if (!unexplained.isEmpty() || gone.size() > perhapsGot) {
      throw new AssertionError(
          "items do not add up: made up or got twice="
              + unexplained
              + ", lost="
              + gone
              + ", of which killed getters may have taken "
              + perhapsGot);
    }
  }

  private static List<String> items(List<String> entries, String word) {
    return entries.stream()
        .filter(entry -> startsWith(entry, word))
        .map(entry -> entry.substring(word.length()).strip())
        .toList();
  }

  private static boolean startsWith(String entry, String word) {
    return entry.equals(word) || entry.startsWith(word + " ");
  }
}
