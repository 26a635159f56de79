package dev.ipc.testkit;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Stops another JVM at lines of its code. One thread takes its events; the state is guarded by the
 * monitor of this object.
 */
final class Debugger {
  private static final Duration END_OF_EVENTS = Duration.ofSeconds(10);

  private record Standing(String step, EventSet events) {}

  private final VirtualMachine vm;
  private final Steps steps;
  private final Thread thread;
  private final Map<String, Integer> hitsToGo = new HashMap<>();
  private final Map<String, Breakpoints> breakpoints = new HashMap<>();
  private final Set<String> watchedClasses = new HashSet<>();
  private final Deque<Standing> standing = new ArrayDeque<>();
  private boolean ended;

  private Debugger(VirtualMachine vm, Steps steps, String threadName) {
    this.vm = vm;
    this.steps = steps;
    this.thread = new Thread(this::takeEvents, threadName);
    thread.setDaemon(true);
  }

  /** Where a JVM that is about to start will find the debugger. */
  static final class Ear implements AutoCloseable {
    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String port;

    private Ear(Duration patience) throws IOException, IllegalConnectorArgumentsException {
      connector =
          Bootstrap.virtualMachineManager().listeningConnectors().stream()
              .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketListen"))
              .findAny()
              .orElseThrow();
      arguments = connector.defaultArguments();
      set("localAddress", "127.0.0.1");
      set("port", "0");
      set("timeout", Long.toString(patience.toMillis()));
      String address = connector.startListening(arguments);
      port = address.substring(address.lastIndexOf(':') + 1);
    }

    private void set(String argument, String value) {
      Objects.requireNonNull(arguments.get(argument), argument).setValue(value);
    }

    String agentFlag() {
      return "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:" + port;
    }

    /** Waits for the JVM, which then stands before its first instruction until {@link #begin}. */
    Debugger accept(Steps steps, String threadName) {
      try {
        return new Debugger(connector.accept(arguments), steps, threadName);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (IllegalConnectorArgumentsException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      try {
        connector.stopListening(arguments);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (IllegalConnectorArgumentsException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Ear listen(Duration patience) {
    try {
      return new Ear(patience);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the JVM start. */
  void begin() {
    thread.start();
  }

  synchronized void arm(String name, int hit) {
    if (hit < 1) {
      throw new IllegalArgumentException("not a hit: " + hit + "; the next one is 1");
    }
    Breakpoints ofStep = breakpoints.get(name);
    if (ofStep == null) {
      ofStep = new Breakpoints(name, steps.places(name));
      breakpoints.put(name, ofStep);
      for (Step place : ofStep.places()) {
        watch(place.className());
      }
      for (ReferenceType type : vm.allClasses()) {
        ofStep.place(type);
      }
    }
    hitsToGo.put(name, hit);
    ofStep.setEnabled(true);
  }

  /** Asks to be told when a class of a source file is loaded. */
  private void watch(String className) {
    if (watchedClasses.add(className)) {
      for (String filter : new String[] {className, className + "$*"}) {
        ClassPrepareRequest request = vm.eventRequestManager().createClassPrepareRequest();
        request.addClassFilter(filter);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
      }
    }
  }

  synchronized void disarm(String name) {
    Breakpoints ofStep = breakpoints.get(name);
    if (ofStep != null && hitsToGo.remove(name) != null) {
      ofStep.setEnabled(false);
    }
  }

  synchronized Optional<String> awaitStanding(Duration patience) {
    long start = System.nanoTime();
    try {
      while (standing.isEmpty() && !ended) {
        long millis = patience.minusNanos(System.nanoTime() - start).toMillis();
        if (millis <= 0) {
          return Optional.empty();
        }
        wait(millis);
      }
      return standing();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a step", e);
    }
  }

  synchronized Optional<String> standing() {
    return Optional.ofNullable(standing.peek()).map(Standing::step);
  }

  synchronized boolean resume() {
    Standing first = standing.poll();
    if (first == null) {
      return false;
    }
    Standing next = standing.peek();
    // Two steps at one place are two arrivals without anything done in between.
    if (next == null || !next.events().equals(first.events())) {
      first.events().resume();
    }
    return true;
  }

  /** Which steps are armed, and whether the JVM has loaded them. */
  synchronized String describe() {
    StringBuilder text = new StringBuilder("armed are");
    for (String name : hitsToGo.keySet()) {
      text.append(' ').append(breakpoints.get(name));
    }
    return text.toString();
  }

  private void takeEvents() {
    try {
      while (true) {
        EventSet events = vm.eventQueue().remove();
        if (!handle(events)) {
          events.resume();
        }
      }
    } catch (VMDisconnectedException | InterruptedException e) {
      end();
    }
  }

  /** Does what events ask for, and says whether the JVM is to stand still. */
  private synchronized boolean handle(EventSet events) {
    boolean stand = false;
    for (Event event : events) {
      switch (event) {
        case ClassPrepareEvent prepared -> {
          for (Breakpoints ofStep : breakpoints.values()) {
            ofStep.place(prepared.referenceType());
          }
        }
        case BreakpointEvent hit -> stand |= arrivesAt(Breakpoints.step(hit.request()), events);
        case VMDeathEvent death -> end();
        case VMDisconnectEvent disconnect -> end();
        default -> {}
      }
    }
    return stand;
  }

  private boolean arrivesAt(String step, EventSet events) {
    Integer toGo = hitsToGo.get(step);
    if (toGo == null) {
      return false;
    }
    if (toGo > 1) {
      hitsToGo.put(step, toGo - 1);
      return false;
    }
    disarm(step);
    standing.add(new Standing(step, events));
    notifyAll();
    return true;
  }

  private synchronized void end() {
    ended = true;
    standing.clear();
    notifyAll();
  }

  /** Waits until the debugger's thread has seen the end of the JVM. */
  void awaitEnd() {
    try {
      thread.join(END_OF_EVENTS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
