package dev.ipc.pool;

import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import java.io.Serial;

/**
 * A message between a pool and a worker. It writes itself into what the pipe sends from; who
 * receives it reads the bytes, since what they are depends on whom they come from.
 *
 * <pre>
 * to the worker    JOB, epoch, job, slot, function or nothing, careful, from, end, single, items
 * to the pool      READY
 *                  UNFIT, what the initializer threw
 *                  RESULTS, job, last, nanos, from, count, outcomes: VALUES values | FAILED exception ...
 * </pre>
 */
public interface Letter {
  /** A job for the worker. */
  int JOB = 1;

  /** The worker takes jobs. */
  int READY = 2;

  /** The worker's initializer failed. */
  int UNFIT = 3;

  /** Outcomes of items of a job. */
  int RESULTS = 4;

  /** Some {@link Values} follow. */
  int VALUES = 5;

  /** {@link Values} follow, which are one exception. */
  int FAILED = 6;

  /** How many functions a worker keeps. The first slot is for those that are used once. */
  int FUNCTION_SLOTS = 64;

  /** How arguments, functions and results become bytes. */
  Codec<Object> OBJECTS = Codec.objects();

  /** How letters do. */
  Codec<Letter> CODEC = new LetterCodec();

  /**
   * Writes the message.
   *
   * @param out to where
   */
  void write(Output out);

  /** For sending only. */
  final class LetterCodec implements Codec<Letter> {
    @Serial private static final long serialVersionUID = 1L;

    private LetterCodec() {}

    @Override
    public void encode(Letter letter, Output out) {
      letter.write(out);
    }

    @Override
    public Letter decode(Input in) {
      throw new UnsupportedOperationException("letters are received as bytes");
    }

    @Serial
    private Object readResolve() {
      return CODEC;
    }
  }
}
