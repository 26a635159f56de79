package dev.ipc.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Values of all sorts. */
final class Samples {
  record Mixed(
      boolean b,
      byte y,
      short s,
      char c,
      int i,
      long l,
      float f,
      double d,
      @Nullable String text,
      @Nullable Object any) {}

  record Pair<A, B>(A first, B second) {}

  record Empty() {}

  private record Hidden(int number, Color color) {}

  enum Color {
    RED,
    GREEN {
      @Override
      String nickname() {
        return "grass";
      }
    };

    String nickname() {
      return "plain";
    }
  }

  private Samples() {}

  static Object hidden() {
    return new Hidden(7, Color.GREEN);
  }

  /** Values that are equal to what comes of them. */
  static List<@Nullable Object> all() {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(null);
    all.addAll(List.of(true, false, (byte) -7, (short) -300, 'x', '\uFFFF', 0.0f, Float.NaN));
    all.addAll(List.of(-0.0, Double.NaN, Double.MIN_VALUE, 1.5f));
    for (int i : new int[] {0, 1, -1, -16, -17, 111, 112, 127, 128, 16_384, 1 << 28}) {
      all.add(i);
      all.add((long) i);
    }
    all.addAll(List.of(Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE));
    for (int length : new int[] {0, 1, 15, 16, 17, 100, 127, 128, 1_023, 1_024, 1_025, 10_000}) {
      all.add("x".repeat(length));
      all.add("é".repeat(length));
      all.add("€".repeat(length));
      all.add("a".repeat(length) + "\uD83D\uDE00" + "\uD800");
    }
    all.addAll(List.of(Color.RED, Color.GREEN, TimeUnit.DAYS, DayOfWeek.MONDAY));
    all.addAll(List.of(BigInteger.ZERO, new BigInteger("-123456789012345678901234567890")));
    all.addAll(List.of(new BigDecimal("-1.50"), new BigDecimal(BigInteger.TEN, -7)));
    all.addAll(List.of(new UUID(1, -2), Optional.empty(), Optional.of(List.of(1))));
    all.addAll(List.of(OptionalInt.of(-1), OptionalInt.empty(), OptionalLong.of(Long.MIN_VALUE)));
    all.addAll(List.of(OptionalLong.empty(), OptionalDouble.of(-0.0), OptionalDouble.empty()));
    times(all);
    collections(all);
    all.addAll(
        List.of(
            new Mixed(true, (byte) 1, (short) -2, 'c', -3, 4L, 5.5f, -6.5, null, List.of(1)),
            new Pair<>(new Pair<>("a", 1L), Optional.of(new Empty())),
            new Empty(),
            hidden(),
            Locale.GERMANY,
            BitSet.valueOf(new long[] {5, 9})));
    record Local(Color color, @Nullable Color other) {}
    all.add(new Local(Color.RED, null));
    return all;
  }

  private static void times(List<@Nullable Object> all) {
    LocalDateTime time = LocalDateTime.of(2026, 2, 28, 23, 59, 58, 123_456_789);
    all.addAll(List.of(Duration.ofSeconds(-5, 7), Duration.ZERO, Instant.MAX, Instant.MIN));
    all.addAll(List.of(Period.of(1, -2, 3), LocalDate.MIN, LocalDate.MAX, LocalTime.MAX, time));
    all.addAll(List.of(OffsetTime.MAX, OffsetDateTime.of(time, ZoneOffset.ofHours(-7))));
    all.addAll(
        List.of(
            ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                .withLaterOffsetAtOverlap(),
            time.atZone(ZoneOffset.UTC),
            Year.of(-44),
            YearMonth.of(2026, 12),
            MonthDay.of(2, 29),
            ZoneId.of("Asia/Tokyo"),
            ZoneOffset.ofHoursMinutes(5, 30)));
  }

  @SuppressWarnings("JdkObsolete") // it travels as what it is
  private static void collections(List<@Nullable Object> all) {
    List<@Nullable Object> nulls = new ArrayList<>();
    nulls.add(null);
    nulls.add("x");
    Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
    map.put(null, null);
    map.put("k", nulls);
    List<Object> numbers = new ArrayList<>(List.of(1, 2L, 3.0, "four", 5));
    all.addAll(List.of(nulls, map, numbers, List.of(), Set.of(1), Map.of("a", 1)));
    all.addAll(List.of(numbers.subList(1, 3), Arrays.asList(1, 2), Collections.emptyList()));
    all.addAll(List.of(Collections.unmodifiableList(numbers), Collections.nCopies(3, "x")));
    all.addAll(List.of(new LinkedList<>(numbers), new HashSet<>(numbers)));
    all.addAll(List.of(new TreeSet<>(List.of(3, 1, 2)), new TreeMap<>(Map.of("b", 1, "a", 2))));
    TreeSet<String> reversed = new TreeSet<>(Collections.reverseOrder());
    reversed.addAll(List.of("a", "b", "c"));
    all.addAll(List.of(reversed, map.keySet(), new LinkedHashMap<>(map), Map.entry("k", 1)));
    all.addAll(List.of(EnumSet.of(Color.RED), new EnumMap<>(Map.of(Color.GREEN, 1))));
    all.add(new ConcurrentHashMap<>(Map.of("a", List.of(1))));
  }

  /** Arrays, whose content is to be compared. */
  static List<Object> arrays() {
    return List.of(
        new boolean[] {true, false},
        new byte[] {1, -1},
        new short[] {1, -1},
        new char[] {'a', '\uFFFF'},
        new int[] {1, -1},
        new int[0],
        new long[] {1, -1},
        new float[] {1, Float.NaN},
        new double[] {1, Double.NaN},
        new Object[] {1, "x", null, new int[] {3}},
        new String[] {"a", null},
        new Integer[][] {{1}, null, {}},
        new int[][] {{1, 2}, {}},
        new int[][][] {{{1}}, {}},
        new Color[] {Color.GREEN},
        new Pair<?, ?>[] {new Pair<>(1, 2)},
        new List<?>[] {List.of(1)},
        new Runnable[0]);
  }

  /** A value nested at random, the same for the same seed. */
  static @Nullable Object random(Random random, int depth) {
    int choice = random.nextInt(depth == 0 ? 9 : 16);
    return switch (choice) {
      case 0 -> null;
      case 1 -> random.nextInt();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> random.nextInt(300) - 150;
      case 4 -> text(random);
      case 5 -> random.nextBoolean();
      case 6 -> Color.values()[random.nextInt(2)];
      case 7 -> new BigInteger(random.nextInt(200), random).negate();
      case 8 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      case 9 -> new Pair<>(random(random, depth - 1), random(random, depth - 1));
      case 10 ->
          new Mixed(
              random.nextBoolean(),
              (byte) random.nextInt(),
              (short) random.nextInt(),
              (char) random.nextInt(),
              random.nextInt(),
              random.nextLong(),
              random.nextFloat(),
              random.nextGaussian(),
              text(random),
              random(random, depth - 1));
      case 11 -> new HashSet<>(list(random, depth));
      case 12 -> {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        list(random, depth).forEach(key -> map.put(key, random(random, depth - 1)));
        yield map;
      }
      case 13 -> Optional.ofNullable(random(random, depth - 1));
      case 14 -> new ArrayDeque<>(List.of(random.nextInt(), text(random))).stream().toList();
      default -> list(random, depth);
    };
  }

  private static List<@Nullable Object> list(Random random, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      list.add(random(random, depth - 1));
    }
    return list;
  }

  private static String text(Random random) {
    int highest = random.nextBoolean() ? 0x7F : random.nextBoolean() ? 0xFF : 0xFFFF;
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append((char) random.nextInt(highest + 1));
    }
    return text.toString();
  }
}
