package dev.ipc.bench;

import java.util.List;

/**
 * Several measurements of the same.
 *
 * @param median the middle one
 * @param min the least
 * @param max the greatest
 */
record Summary(double median, double min, double max) {
  static Summary of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return new Summary(median, sorted.getFirst(), sorted.getLast());
  }
}
