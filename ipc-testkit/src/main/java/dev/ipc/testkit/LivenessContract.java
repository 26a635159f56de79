package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Liveness} must keep. A subclass says how members come and go.
 *
 * @param <M> a member of the domain
 */
public abstract class LivenessContract<M> {
  /**
   * The liveness to be tested.
   *
   * @return always the same
   */
  protected abstract Liveness liveness();

  /**
   * Has somebody join.
   *
   * @return the new member
   */
  protected abstract M join();

  /**
   * Who a member is.
   *
   * @param member one that joined, alive or dead
   * @return its membership
   */
  protected abstract OwnerId owner(M member);

  /**
   * Which process a member is.
   *
   * @param member one that is alive
   * @return its process id
   */
  protected abstract long pid(M member);

  /**
   * Ends a member without a goodbye, and returns when its end is complete.
   *
   * @param member one that is alive
   */
  protected abstract void kill(M member);

  /**
   * Has somebody join in the slot that a dead member had.
   *
   * @param dead who had it
   * @return the new member
   */
  protected abstract M joinInSlotOf(M dead);

  @Test
  void shouldBeAliveWhenJoined() {
    M member = join();

    assertThat(liveness().isAlive(owner(member))).isTrue();
    assertThat(liveness().pid(owner(member))).hasValue(pid(member));
  }

  @Test
  void shouldBeDeadWhenKilled() {
    M member = join();
    kill(member);

    assertThat(liveness().isAlive(owner(member))).isFalse();
  }

  @Test
  void shouldTellMembersApartWhenOneDies() {
    M survivor = join();
    M victim = join();
    kill(victim);

    assertThat(owner(survivor)).isNotEqualTo(owner(victim));
    assertThat(liveness().isAlive(owner(survivor))).isTrue();
    assertThat(liveness().isAlive(owner(victim))).isFalse();
  }

  @Test
  void shouldStayDeadWhenSlotIsHandedOn() {
    M victim = join();
    kill(victim);
    M heir = joinInSlotOf(victim);

    assertThat(owner(heir).slot()).isEqualTo(owner(victim).slot());
    assertThat(owner(heir)).isNotEqualTo(owner(victim));
    assertThat(liveness().isAlive(owner(victim))).isFalse();
    assertThat(liveness().isAlive(owner(heir))).isTrue();
  }

  @Test
  void shouldNotNameHeirWhenAskedForPidOfDeadOwner() {
    M victim = join();
    long victimPid = pid(victim);
    kill(victim);
    joinInSlotOf(victim);

    // Empty, or what is still known of the dead: never the process of the heir.
    liveness().pid(owner(victim)).ifPresent(pid -> assertThat(pid).isEqualTo(victimPid));
  }

  @Test
  void shouldSayTheSameWhenAskedAgain() {
    M survivor = join();
    M victim = join();
    kill(victim);

    for (int i = 0; i < 100; i++) {
      assertThat(liveness().isAlive(owner(survivor))).isTrue();
      assertThat(liveness().isAlive(owner(victim))).isFalse();
    }
  }
}
