package dev.ipc.bench;

import java.util.Locale;

/** What a measured process does. */
enum Job {
  /** Takes the lock, adds one to a value, gives the lock back. */
  LOCK,
  /** Adds one to a value atomically. */
  ADD,
  /** Takes a permit of a semaphore, and gives it back. */
  SEMAPHORE,
  /** Waits at a barrier for the other side. */
  BARRIER,
  /** Waits for its event, clears it, and sets that of the other side. */
  EVENT,
  /** Takes the lock, waits on a condition for its turn, makes it the other side's, signals. */
  CONDITION,
  /** Takes a read lock, reads a value, gives the lock back. */
  READ,
  /** One side sends 32 bytes again and again, the other receives them. */
  QUEUE_32,
  /** Two sides send 32 bytes again and again, another receives them. */
  QUEUE_TWO,
  /** One side sends 1024 bytes again and again, the other receives them. */
  QUEUE_1K,
  /** One side sends 32 bytes, the other sends them back. */
  QUEUE_RTT,
  /** One side sends small objects again and again, the other receives them. */
  QUEUE_OBJECTS,
  /** One end of a pipe sends 32 bytes again and again, the other receives them. */
  PIPE_32,
  /** One end of a pipe sends 1024 bytes again and again, the other receives them. */
  PIPE_1K,
  /** One end of a pipe sends 32 bytes, the other sends them back. */
  PIPE_RTT,
  /** Appends 32 bytes to a journal. */
  JOURNAL_APPEND,
  /** Reads 32 bytes of a journal, and notes that. */
  JOURNAL_TAIL,
  /** Replaces an element of an array. */
  ARRAY_SET,
  /** Takes the lock of an array, replaces an element, gives the lock back. */
  ARRAY_SET_LOCKED,
  /** Replaces all elements of a large array; tells of bytes. */
  ARRAY_FILL,
  /** Adds one to a counter. */
  COUNT,
  /** Reads a record of three fields. */
  STRUCT_READ,
  /** Replaces a record of three fields. */
  STRUCT_WRITE,
  /** Makes a message of a number, and a number of that. */
  CODEC_INTEGER,
  /** The same with a text. */
  CODEC_TEXT,
  /** The same with a record. */
  CODEC_RECORD,
  /** The same with a list. */
  CODEC_LIST,
  /** The same with a map. */
  CODEC_MAP,
  /** Starts a child and waits for its first sign of life; tells of that time. */
  CHILD_READY,
  /** Kills a worker and has the next task done by another; tells of that time. */
  WORKER_DEATH,
  /** Makes a pool and waits for its first result; tells of that time. */
  POOL_FIRST_RESULT,
  /** Maps many items, in chunks as the pool likes. */
  POOL_MAP,
  /** Maps many items, each a chunk. */
  POOL_MAP_SINGLY,
  /** Submits many tasks, then fetches all results. */
  POOL_SUBMIT,
  /** Has one task done after the other; tells of the median time of one. */
  POOL_APPLY,
  /** Has a task done; tells of the memory of the worker that did it. */
  WORKER_MEMORY,
  /** Takes the lock and keeps it until it is killed. */
  HOLD,
  /** Takes the lock, however long it takes, and tells when it got it. */
  WAIT;

  /** How many sides wait for each other in one operation; 1 if each can go on alone. */
  int partners() {
    return switch (this) {
      case BARRIER, EVENT, CONDITION, QUEUE_32, QUEUE_1K, QUEUE_RTT, QUEUE_OBJECTS -> 2;
      case PIPE_32, PIPE_1K, PIPE_RTT -> 2;
      case QUEUE_TWO -> 3;
      default -> 1;
    };
  }

  /** Whether who does it starts processes, which shall have all cores. */
  boolean startsProcesses() {
    return switch (this) {
      case CHILD_READY, WORKER_DEATH, WORKER_MEMORY -> true;
      case POOL_FIRST_RESULT, POOL_MAP, POOL_MAP_SINGLY, POOL_SUBMIT, POOL_APPLY -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
