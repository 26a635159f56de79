package dev.ipc.task;

import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** The input of a call, and how long it is if it says so. */
final class Items<A extends @Nullable Object> implements Iterable<A> {
  private final Spliterator<A> source;

  private Items(Spliterator<A> source) {
    this.source = source;
  }

  @SuppressWarnings("unchecked") // it is only read
  static <A extends @Nullable Object> Iterable<A> of(BaseStream<? extends A, ?> stream) {
    return new Items<>((Spliterator<A>) stream.spliterator());
  }

  static OptionalLong size(Iterable<?> items) {
    return switch (items) {
      case Collection<?> collection -> OptionalLong.of(collection.size());
      case Items<?> of when of.source.hasCharacteristics(Spliterator.SIZED) ->
          OptionalLong.of(of.source.getExactSizeIfKnown());
      default -> OptionalLong.empty();
    };
  }

  @Override
  public Iterator<A> iterator() {
    return Spliterators.iterator(source);
  }
}
