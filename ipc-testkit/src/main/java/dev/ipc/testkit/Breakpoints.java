package dev.ipc.testkit;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The breakpoints that stand for one step in one JVM; they appear as its classes are loaded. */
final class Breakpoints {
  private static final String STEP = "step";

  private final String step;
  private final List<Step> places;
  private final Map<Step, List<BreakpointRequest>> placed = new HashMap<>();
  private final Set<ReferenceType> seen = new HashSet<>();
  private boolean enabled;

  Breakpoints(String step, List<Step> places) {
    this.step = step;
    this.places = places;
  }

  /** The name of the step that a breakpoint stands for. */
  static String step(EventRequest request) {
    return (String) request.getProperty(STEP);
  }

  List<Step> places() {
    return places;
  }

  void setEnabled(boolean enabled) {
    this.enabled = enabled;
    placed.values().forEach(requests -> requests.forEach(request -> request.setEnabled(enabled)));
  }

  /** Puts breakpoints into a class, if it comes from a source file of the step. */
  void place(ReferenceType type) {
    for (Step place : places) {
      String name = type.name();
      if ((name.equals(place.className()) || name.startsWith(place.className() + "$"))
          && type.isPrepared()
          && seen.add(type)) {
        place(place, type);
      }
    }
  }

  /** Of several classes of the file that have code there, the one where it begins first wins. */
  private void place(Step place, ReferenceType type) {
    List<Location> starts = starts(place, type);
    if (starts.isEmpty()) {
      return;
    }
    List<BreakpointRequest> others = placed.getOrDefault(place, List.of());
    if (!others.isEmpty()) {
      int line = others.getFirst().location().lineNumber();
      if (line < starts.getFirst().lineNumber()) {
        return;
      }
      if (line > starts.getFirst().lineNumber()) {
        type.virtualMachine().eventRequestManager().deleteEventRequests(others);
        placed.remove(place);
      }
    }
    for (Location start : starts) {
      BreakpointRequest request =
          type.virtualMachine().eventRequestManager().createBreakpointRequest(start);
      request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
      request.putProperty(STEP, step);
      request.setEnabled(enabled);
      placed.computeIfAbsent(place, key -> new ArrayList<>()).add(request);
    }
  }

  /** On one line there may be code of a method and of lambdas in it: the outer begins first. */
  private static List<Location> starts(Step place, ReferenceType type) {
    return type.methods().stream()
        .filter(method -> !starts(place, lines(method)).isEmpty())
        .min(
            Comparator.<Method>comparingInt(
                    method -> starts(place, lines(method)).getFirst().lineNumber())
                .thenComparingInt(method -> firstLine(lines(method)))
                .thenComparing(Method::isSynthetic))
        .map(method -> starts(place, lines(method)))
        .orElse(List.of());
  }

  private static int firstLine(List<Location> code) {
    return code.stream().mapToInt(Location::lineNumber).min().orElseThrow();
  }

  /**
   * Where in a method the statement after the marker begins: at one place, or at several if javac
   * copied it, as it does with {@code finally}. Later parts of the same statement can be on its
   * first line again and are no beginnings.
   */
  private static List<Location> starts(Step place, List<Location> code) {
    int line = Integer.MAX_VALUE;
    for (Location location : code) {
      if (location.lineNumber() >= place.line() && location.lineNumber() <= place.lastLine()) {
        line = Math.min(line, location.lineNumber());
      }
    }
    List<Location> starts = new ArrayList<>();
    int before = 0;
    for (Location location : code) {
      boolean sameStatement = before >= line && before <= place.lastLine();
      if (location.lineNumber() == line && !sameStatement) {
        starts.add(location);
      }
      before = location.lineNumber();
    }
    return starts;
  }

  /** The line table of a method, in the order of its code. */
  private static List<Location> lines(Method method) {
    try {
      return method.allLineLocations();
    } catch (AbsentInformationException e) {
      return List.of(); // native, abstract, or compiled without line numbers
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step place : places) {
      List<BreakpointRequest> requests = placed.getOrDefault(place, List.of());
      text.append(place)
          .append(requests.isEmpty() ? " without code in a loaded class" : " with a breakpoint");
    }
    return text.toString();
  }
}
