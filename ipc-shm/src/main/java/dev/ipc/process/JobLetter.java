package dev.ipc.process;

import dev.ipc.codec.Output;
import dev.ipc.pool.Letter;

/**
 * A job for a worker, as it was when it was handed to this worker.
 *
 * @param assignment what to do
 * @param epoch of that moment
 * @param from the first item to run
 * @param slot where the worker keeps the function
 * @param known whether it has it there already
 */
record JobLetter(Assignment assignment, int epoch, int from, int slot, boolean known)
    implements Letter {
  private static final byte[] NOTHING = {};

  @Override
  public void write(Output out) {
    byte[] function = known ? NOTHING : assignment.function.bytes();
    out.writeByte(JOB);
    out.writeInt(epoch);
    out.writeVarLong(assignment.number);
    out.writeVarInt(slot);
    out.writeVarInt(function.length);
    out.writeBytes(function);
    out.writeBoolean(assignment.isCareful());
    out.writeVarInt(from);
    out.writeVarInt(assignment.end());
    out.writeBoolean(assignment.job.items().size() == 1);
    out.writeBytes(assignment.items());
  }
}
