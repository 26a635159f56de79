package dev.ipc.process;

import dev.ipc.codec.Output;
import dev.ipc.pool.Letter;

/**
 * A job for a worker, as it was when it was handed to this worker.
 *
 * @param epoch of that moment
 * @param number of the job, in its pool
 * @param slot where the worker keeps the function
 * @param function to be applied, or {@link #KNOWN}
 * @param careful whether results are to come one by one
 * @param from the first item to run
 * @param end after the last one
 * @param single whether the job has one item, which is not in a list
 * @param items all items of the job
 */
@SuppressWarnings("ArrayRecordComponent") // letters are not compared
record JobLetter(
    int epoch,
    long number,
    int slot,
    byte[] function,
    boolean careful,
    int from,
    int end,
    boolean single,
    byte[] items)
    implements Letter {
  /** Stands for a function that the worker has in its slot. */
  static final byte[] KNOWN = {};

  @Override
  public void write(Output out) {
    out.writeByte(JOB);
    out.writeInt(epoch);
    out.writeVarLong(number);
    out.writeVarInt(slot);
    out.writeVarInt(function.length);
    out.writeBytes(function);
    out.writeBoolean(careful);
    out.writeVarInt(from);
    out.writeVarInt(end);
    out.writeBoolean(single);
    out.writeBytes(items);
  }
}
