package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.sync.ReadWriteWorld.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random operations of some processes, each with one thread, against a model. */
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockModelTest {
  private static final int PROCESSES = 5;
  private static final int OPERATIONS = 20_000;

  private final ReadWriteWorld world = new ReadWriteWorld();
  private final List<Member> members = new ArrayList<>();

  /** A process, and what it has according to the model. */
  private static final class Member {
    Participant process;
    int reads;
    int writes;

    Member(Participant process) {
      this.process = process;
    }

    SharedReadWriteLock lock() {
      return process.lock();
    }

    boolean hasNothing() {
      return reads == 0 && writes == 0;
    }
  }

  @RepeatedTest(4)
  void shouldDoAsTheModelWhenOperationsAreRandom(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int slot = 0; slot < PROCESSES; slot++) {
      members.add(new Member(world.join(slot)));
    }
    int deaths = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      int slot = random.nextInt(PROCESSES);
      Member member = members.get(slot);
      switch (random.nextInt(9)) {
        case 0, 1 -> tryRead(member);
        case 2, 3 -> tryWrite(member);
        case 4, 5 -> unlockRead(member);
        case 6, 7 -> unlockWrite(member);
        default -> deaths += die(slot, member);
      }
      check();
    }
    assertThat(deaths).isGreaterThan(100);
  }

  private void tryRead(Member member) {
    boolean may = member.reads > 0 || members.stream().noneMatch(m -> m != member && m.writes > 0);
    assertThat(member.lock().readLock().tryLock()).isEqualTo(may);
    member.reads += may ? 1 : 0;
  }

  private void tryWrite(Member member) {
    boolean may =
        member.writes > 0 || (member.reads == 0 && members.stream().allMatch(Member::hasNothing));
    assertThat(member.lock().writeLock().tryLock()).isEqualTo(may);
    member.writes += may ? 1 : 0;
  }

  private static void unlockRead(Member member) {
    try {
      member.lock().readLock().unlock();
      assertThat(member.reads--).isPositive();
    } catch (IllegalMonitorStateException e) {
      assertThat(member.reads).isZero();
    }
  }

  private static void unlockWrite(Member member) {
    try {
      member.lock().writeLock().unlock();
      assertThat(member.writes--).isPositive();
    } catch (IllegalMonitorStateException e) {
      assertThat(member.writes).isZero();
    }
  }

  /** The others give back what they have, and one of them writes in spite of the dead. */
  private int die(int slot, Member member) {
    if (member.hasNothing()) {
      return 0;
    }
    boolean wrote = member.writes > 0;
    members.set(slot, new Member(world.join(slot)));
    for (Member other : members) {
      while (other.reads > 0) {
        unlockRead(other);
      }
      while (other.writes > 0) {
        unlockWrite(other);
      }
    }
    Member heir = members.get((slot + 1) % PROCESSES);
    try (SharedReadWriteLock.Hold hold = heir.lock().writeLock().hold()) {
      assertThat(hold.recovered().isPresent()).isEqualTo(wrote);
      hold.markConsistent();
    }
    return 1;
  }

  private void check() {
    for (Member member : members) {
      assertThat(member.lock().readLock().isHeldByCurrentThread()).isEqualTo(member.reads > 0);
      assertThat(member.lock().writeLock().isHeldByCurrentThread()).isEqualTo(member.writes > 0);
    }
    assertThat(members.getFirst().lock().readers())
        .isEqualTo((int) members.stream().filter(member -> member.reads > 0).count());
  }
}
