package com.example.trade;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Types of an application, outside the packages of the toolkit. */
public final class Trade {
  private Trade() {}

  /** An order. */
  public record Order(int id, List<Item> items, Status status, Payment payment) {}

  /** A part of an order. */
  public record Item(String name, double price, Object handler) {}

  /** How far an order is. */
  public enum Status {
    /** Not yet paid. */
    OPEN,
    /** Paid. */
    PAID {
      @Override
      public String toString() {
        return "paid";
      }
    }
  }

  /** How an order is paid. */
  public sealed interface Payment permits Cash, Card {}

  /** With money. */
  public record Cash(long cents) implements Payment {}

  /** With a card. */
  public record Card(Account account) implements Payment {}

  /** What is behind a card. */
  public record Account(Map<String, Owner[]> owners) {}

  /** A person, as a class. */
  public static class Owner implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The name. */
    public final String name;

    /** An address. */
    public final Address address;

    /** Makes one. */
    public Owner(String name, Address address) {
      this.name = name;
      this.address = address;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Owner owner && owner.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** A subclass that nobody named. */
  public static final class Company extends Owner {
    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public Company(String name) {
      super(name, new Address("here"));
    }
  }

  /** Where a person is. */
  public record Address(String street) implements Serializable {}

  /** Something that no declared type leads to. */
  public record Stranger(int number) implements Serializable {}

  /** An enum that no declared type leads to. */
  public enum StrangeStatus {
    /** The only one. */
    ODD
  }

  /** A class that does not travel. */
  public static final class Handler {}

  /** An exception of the application. */
  public static final class TradeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says when. */
    public final int day;

    /** Makes one. */
    public TradeException(String message, int day, Throwable cause) {
      super(message, cause);
      this.day = day;
    }
  }

  /** An exception that holds what does not travel. */
  public static final class HandlerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** It. */
    @SuppressWarnings("serial") // that is the point
    public final Object handler = new Handler();

    /** Makes one. */
    public HandlerException(String message) {
      super(message);
    }
  }

  /** A function that travels. */
  public interface Work<T> extends Supplier<T>, Serializable {}

  /** A record that checks its components. */
  public record Positive(int number) {
    /** Checks them. */
    public Positive {
      if (number <= 0) {
        throw new IllegalArgumentException("not positive: number=" + number);
      }
    }
  }
}
