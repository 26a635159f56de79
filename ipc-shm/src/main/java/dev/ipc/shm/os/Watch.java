package dev.ipc.shm.os;

import dev.ipc.shm.os.Sleepers.Word;
import java.util.List;

/** How the thread of a {@link Watcher} sleeps until it is worth looking at the words again. */
interface Watch {
  /** How often words are looked at which nothing else tells about. */
  long POLL_NANOS = 1_000_000;

  /**
   * Precedes a look at the words: whoever enters after that look and rings cuts the sleep short.
   */
  void arm();

  /**
   * Sleeps until a word may have changed or been woken, somebody rings, or the time is over.
   *
   * @param words what the look after {@link #arm} found
   * @param nanos the longest sleep
   */
  void await(List<Word> words, long nanos);

  /** Ends the sleep, from any thread. Never blocks. */
  void ring();
}
