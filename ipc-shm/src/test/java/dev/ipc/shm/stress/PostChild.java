package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.queue.Lease;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.shm.stress.Post.Message;
import dev.ipc.testkit.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A producer or a consumer, with a thread for each queue. */
final class PostChild {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final PostBook book;
  private final Post post;
  private final SharedQueue<Message> queue;
  private final int seat;
  private final Line line;
  private final Random random;

  private PostChild(PostBook book, Post post, Shm shm, int seat, long seed) {
    this.book = book;
    this.post = post;
    this.queue = post.open(shm);
    this.seat = seat;
    this.line = book.line(post, seat);
    this.random = new Random(seed);
  }

  /**
   * Takes part until all is put, or taken.
   *
   * @param arguments the domain, the book, this process's seat, and a seed
   */
  public static void main(String[] arguments) throws Exception {
    Child.dieWithParent();
    int seat = Integer.parseInt(arguments[2]);
    Random seeds = new Random(Long.parseLong(arguments[3]));
    try (PostBook book = PostBook.open(Path.of(arguments[1]));
        Shm shm = Shm.named(arguments[0])) {
      List<FutureTask<Void>> works = new ArrayList<>();
      for (Post post : Post.values()) {
        FutureTask<Void> work =
            new FutureTask<>(new PostChild(book, post, shm, seat, seeds.nextLong()).work());
        Thread.Builder kind = seeds.nextInt(4) == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
        kind.name(post + " of " + seat).start(work);
        works.add(work);
      }
      Child.say("ready");
      for (FutureTask<Void> work : works) {
        work.get();
      }
      Child.say("over");
    } catch (Throwable t) {
      // A thread that goes on would keep this process.
      t.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private Callable<Void> work() {
    return () -> {
      if (seat < PostBook.PRODUCERS) {
        produce();
      } else if (post == Post.TAKE) {
        take();
      } else {
        lease();
      }
      return null;
    };
  }

  private Duration moment() {
    return Duration.ofNanos(random.nextInt(20_000_000));
  }

  private void produce() throws InterruptedException {
    // What the one before was putting when it died may be in the queue.
    int next = (int) line.get(PostBook.PUTTING) + 1;
    while (next <= book.messages() && !book.isStopped()) {
      Message message = Message.of(seat, next);
      line.set(PostBook.PUTTING, next);
      boolean put = put(message);
      for (; !put; put = put(message)) {
        line.add(Line.TURNS, 1);
      }
      line.set(PostBook.PUT, next);
      line.add(Line.TURNS, 1);
      next++;
    }
    while (!book.isStopped()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean put(Message message) throws InterruptedException {
    return switch (random.nextInt(8)) {
      case 0 -> queue.offer(message);
      case 1 -> queue.offer(message, moment());
      default -> {
        queue.put(message);
        yield true;
      }
    };
  }

  private void take() throws InterruptedException {
    for (Optional<Message> next = next(); next.isPresent() || !isOver(); next = next()) {
      next.ifPresent(message -> {
        check(message.isWhole(), "torn", message);
        int last = PostBook.CAME + message.producer();
        check(line.get(last) < message.number(), "out of order", line.get(last), message);
        line.set(last, message.number());
        check(book.came(post, message) == 0, "taken twice", message);
        queue.taskDone();
      });
      line.add(Line.TURNS, 1);
    }
  }

  private Optional<Message> next() throws InterruptedException {
    return switch (random.nextInt(8)) {
      case 0 -> Optional.ofNullable(queue.poll());
      case 1 -> Optional.ofNullable(queue.poll(moment().toNanos(), TimeUnit.NANOSECONDS));
      default -> queue.next();
    };
  }

  private boolean isOver() throws InterruptedException {
    return queue.isShutdown() && queue.peek() == null;
  }

  private void lease() throws InterruptedException {
    while (true) {
      Optional<Lease<Message>> next = queue.lease(random.nextInt(8) == 0 ? moment() : LONG);
      if (next.isPresent()) {
        handle(next.get());
      } else if (queue.isShutdown() && queue.join(Duration.ZERO)) {
        break;
      }
      line.add(Line.TURNS, 1);
    }
  }

  /** Finishes it, or gives it back. */
  private void handle(Lease<Message> held) {
    try (Lease<Message> lease = held) {
      Message message = lease.item();
      check(message.isWhole(), "torn", message);
      if (random.nextInt(50) != 0) {
        book.came(post, message);
        check(lease.done(), "lease lost", message);
      }
    }
  }
}
