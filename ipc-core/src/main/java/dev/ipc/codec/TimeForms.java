package dev.ipc.codec;

import static dev.ipc.codec.Forms.form;

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
import org.jspecify.annotations.Nullable;

/** The classes of {@code java.time}. */
final class TimeForms {
  private TimeForms() {}

  static void register() {
    form(
        Tags.DURATION,
        Duration.class,
        (to, value) -> writeSeconds(to, value.getSeconds(), value.getNano()),
        from -> Duration.ofSeconds(from.in.readSignedVarLong(), from.in.readVarInt()));
    form(
        Tags.INSTANT,
        Instant.class,
        (to, value) -> writeSeconds(to, value.getEpochSecond(), value.getNano()),
        from -> Instant.ofEpochSecond(from.in.readSignedVarLong(), from.in.readVarInt()));
    form(
        Tags.PERIOD,
        Period.class,
        (to, value) -> {
          to.out.writeSignedVarInt(value.getYears());
          to.out.writeSignedVarInt(value.getMonths());
          to.out.writeSignedVarInt(value.getDays());
        },
        from ->
            Period.of(
                from.in.readSignedVarInt(),
                from.in.readSignedVarInt(),
                from.in.readSignedVarInt()));
    form(Tags.LOCAL_DATE, LocalDate.class, TimeForms::writeDate, TimeForms::readDate);
    form(Tags.LOCAL_TIME, LocalTime.class, TimeForms::writeTime, TimeForms::readTime);
    form(
        Tags.LOCAL_DATE_TIME,
        LocalDateTime.class,
        TimeForms::writeDateTime,
        TimeForms::readDateTime);
    form(
        Tags.OFFSET_TIME,
        OffsetTime.class,
        (to, value) -> {
          writeTime(to, value.toLocalTime());
          to.out.writeSignedVarInt(value.getOffset().getTotalSeconds());
        },
        from -> OffsetTime.of(readTime(from), readOffset(from)));
    form(
        Tags.OFFSET_DATE_TIME,
        OffsetDateTime.class,
        (to, value) -> {
          writeDateTime(to, value.toLocalDateTime());
          to.out.writeSignedVarInt(value.getOffset().getTotalSeconds());
        },
        from -> OffsetDateTime.of(readDateTime(from), readOffset(from)));
    form(
        Tags.ZONED_DATE_TIME,
        ZonedDateTime.class,
        (to, value) -> {
          writeDateTime(to, value.toLocalDateTime());
          to.out.writeSignedVarInt(value.getOffset().getTotalSeconds());
          to.out.writeString(value.getZone().getId());
        },
        from ->
            ZonedDateTime.ofInstant(
                readDateTime(from), readOffset(from), ZoneId.of(from.in.readString())));
    form(
        Tags.YEAR,
        Year.class,
        (to, value) -> to.out.writeSignedVarInt(value.getValue()),
        from -> Year.of(from.in.readSignedVarInt()));
    form(
        Tags.YEAR_MONTH,
        YearMonth.class,
        (to, value) -> {
          to.out.writeSignedVarInt(value.getYear());
          to.out.writeByte(value.getMonthValue());
        },
        from -> YearMonth.of(from.in.readSignedVarInt(), from.in.readByte()));
    form(
        Tags.MONTH_DAY,
        MonthDay.class,
        (to, value) -> {
          to.out.writeByte(value.getMonthValue());
          to.out.writeByte(value.getDayOfMonth());
        },
        from -> MonthDay.of(from.in.readByte(), from.in.readByte()));
    Forms.reader(Tags.ZONE, from -> ZoneId.of(from.in.readString()));
  }

  /** The JDK has several classes of zones. */
  static Forms.@Nullable Writer<?> writerOf(Class<?> type) {
    return ZoneId.class.isAssignableFrom(type)
        ? Forms.<ZoneId>tagged(Tags.ZONE, (to, value) -> to.out.writeString(value.getId()))
        : null;
  }

  private static void writeSeconds(Encoder to, long seconds, int nanos) {
    to.out.writeSignedVarLong(seconds);
    to.out.writeVarInt(nanos);
  }

  private static void writeDate(Encoder to, LocalDate value) {
    to.out.writeSignedVarLong(value.toEpochDay());
  }

  private static LocalDate readDate(Decoder from) {
    return LocalDate.ofEpochDay(from.in.readSignedVarLong());
  }

  private static void writeTime(Encoder to, LocalTime value) {
    to.out.writeVarLong(value.toNanoOfDay());
  }

  private static LocalTime readTime(Decoder from) {
    return LocalTime.ofNanoOfDay(from.in.readVarLong());
  }

  private static void writeDateTime(Encoder to, LocalDateTime value) {
    writeDate(to, value.toLocalDate());
    writeTime(to, value.toLocalTime());
  }

  private static LocalDateTime readDateTime(Decoder from) {
    return LocalDateTime.of(readDate(from), readTime(from));
  }

  private static ZoneOffset readOffset(Decoder from) {
    return ZoneOffset.ofTotalSeconds(from.in.readSignedVarInt());
  }
}
