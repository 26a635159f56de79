package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Two processes get the numbers from 1 to 10. One prints their squares, the other their roots. The
 * list that the lambdas capture travels to each of them as a copy.
 */
public final class SquaresAndRoots {
  private SquaresAndRoots() {}

  private static void printSquares(List<Integer> numbers) {
    for (int number : numbers) {
      IO.println("The square of " + number + " is " + number * number);
    }
  }

  private static void printRoots(List<Integer> numbers) {
    for (int number : numbers) {
      IO.println(String.format(Locale.ROOT, "The root of %d is %.2f", number, Math.sqrt(number)));
    }
  }

  static void main() throws InterruptedException {
    List<Integer> numbers = IntStream.rangeClosed(1, 10).boxed().toList();
    var squares = JvmProcess.start(() -> printSquares(numbers));
    var roots = JvmProcess.start(() -> printRoots(numbers));
    squares.join();
    roots.join();
    IO.println("Both are done");
  }
}
