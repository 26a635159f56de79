package dev.ipc.testkit;

import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;

class ScriptedLivenessTest extends LivenessContract<OwnerId> {
  private final ScriptedLiveness liveness = new ScriptedLiveness();
  private int joined;

  @Override
  protected Liveness liveness() {
    return liveness;
  }

  @Override
  protected OwnerId join() {
    joined++;
    return liveness.join(joined, 1000L + joined);
  }

  @Override
  protected OwnerId owner(OwnerId member) {
    return member;
  }

  @Override
  protected long pid(OwnerId member) {
    return 1000L + member.slot();
  }

  @Override
  protected void kill(OwnerId member) {
    liveness.kill(member);
  }

  @Override
  protected OwnerId joinInSlotOf(OwnerId dead) {
    return liveness.join(dead.slot(), 2000L + dead.slot());
  }
}
