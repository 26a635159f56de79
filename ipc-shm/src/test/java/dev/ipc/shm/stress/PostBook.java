package dev.ipc.shm.stress;

import dev.ipc.memory.Block;
import java.nio.file.Path;

/**
 * What producers and consumers write down about messages, in a file that outlives them.
 *
 * <pre>
 * header    messages of each producer and queue; stop
 * lines     for each queue and seat, a {@link Line}
 * arrivals  for each queue, producer and number: how often it came
 * </pre>
 */
final class PostBook implements AutoCloseable {
  static final int PRODUCERS = 3;
  static final int CONSUMERS = 3;
  static final int SEATS = PRODUCERS + CONSUMERS;

  /** A producer's line: the number that it puts, or put last. */
  static final int PUTTING = 2;

  /** A producer's line: the last number that a put returned for. */
  static final int PUT = 3;

  /** A consumer's line: first of the last numbers that came, one for each producer. */
  static final int CAME = 2;

  private static final int QUEUES = Post.values().length;
  private static final long MESSAGES_OFFSET = 0;
  private static final long STOP_OFFSET = 8;
  private static final long LINES_OFFSET = 64;
  private static final long ARRIVALS_OFFSET = LINES_OFFSET + (long) QUEUES * SEATS * Line.BYTES;

  private final MappedFile mapped;
  private final Block block;

  private PostBook(MappedFile mapped) {
    this.mapped = mapped;
    this.block = mapped.block();
  }

  /** Makes a book for so many messages of each producer in each queue, numbered from 1. */
  static PostBook create(Path file, int messages) {
    long arrivals = (long) QUEUES * PRODUCERS * (messages + 1) * Integer.BYTES;
    PostBook book = new PostBook(MappedFile.create(file, ARRIVALS_OFFSET + arrivals));
    book.block.setLongVolatile(MESSAGES_OFFSET, messages);
    return book;
  }

  static PostBook open(Path file) {
    return new PostBook(MappedFile.open(file));
  }

  int messages() {
    return (int) block.getLongVolatile(MESSAGES_OFFSET);
  }

  /** Has producers stop. */
  void stop() {
    block.setLongVolatile(STOP_OFFSET, 1);
  }

  boolean isStopped() {
    return block.getLongVolatile(STOP_OFFSET) != 0;
  }

  Line line(Post post, int seat) {
    long offset = LINES_OFFSET + ((long) post.number() * SEATS + seat) * Line.BYTES;
    return new Line(block.slice(offset, Line.BYTES));
  }

  /** Writes down that a message came; returns how often it had come before. */
  int came(Post post, Post.Message message) {
    return block.getAndAddInt(arrival(post, message.producer(), message.number()), 1);
  }

  int arrivals(Post post, int producer, int number) {
    return block.getIntVolatile(arrival(post, producer, number));
  }

  private long arrival(Post post, int producer, int number) {
    long row = (long) post.number() * PRODUCERS + producer;
    return ARRIVALS_OFFSET + (row * (messages() + 1) + number) * Integer.BYTES;
  }

  @Override
  public void close() {
    mapped.close();
  }
}
