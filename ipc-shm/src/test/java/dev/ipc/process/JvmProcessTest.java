package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What can be run in a child JVM, what it gets, and how it ends. */
@ExtendWith(LeakLedger.class)
class JvmProcessTest {

  private static int inThisJvm = 1;

  private Shm shm;
  private SharedInt value;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    value = shm.create("value", SharedInt.initially(1));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Waits for the end. */
  static void assertEndsWith(int exitCode, JvmProcess process) throws Exception {
    assertThat(process.join(Eventually.PATIENCE)).as("%s ends", process).isTrue();
    assertThat(process.exitCode()).hasValue(exitCode);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldRunALambdaWhenItCapturesSharedObjects() throws Exception {
    SharedInt shared = value;
    SharedLock lock = shm.create(SharedLock.plain());
    JvmProcess process;
    try (var _ = lock.hold()) {
      process = JvmProcess.start(() -> lock.locked(() -> shared.set(5)));
      assertThat(process.isAlive()).isTrue();
      assertThat(process.exitCode()).isEmpty();
      assertThat(shared.get()).isEqualTo(1);
    }

    assertEndsWith(0, process);
    assertThat(shared.get()).isEqualTo(5);
  }

  static void exitWithSeven() {
    System.exit(7);
  }

  @Test
  void shouldRunAMethodReferenceWhenTheMethodIsStatic() throws Exception {
    assertEndsWith(7, JvmProcess.start(JvmProcessTest::exitWithSeven));
  }

  /** Something of a test's own that travels. */
  record Adder(SharedInt to, int amount) implements Serializable {
    void add() {
      to.addAndGet(amount);
    }
  }

  @Test
  void shouldRunAMethodReferenceWhenItIsBoundToWhatTravels() throws Exception {
    JvmProcess shared = JvmProcess.start(value::incrementAndGet);
    JvmProcess own = JvmProcess.start(new Adder(value, 40)::add);

    assertEndsWith(0, shared);
    assertEndsWith(0, own);
    assertThat(value.get()).isEqualTo(42);
  }

  /** A process with fields of its own. */
  static class Multiplier extends JvmProcess {
    @Serial private static final long serialVersionUID = 1L;

    private final SharedInt target;
    private final int factor;

    Multiplier(SharedInt target, int factor) {
      super(JvmOptions.DEFAULTS.name("multiplier"));
      this.target = target;
      this.factor = factor;
    }

    @Override
    protected void run() {
      target.updateAndGet(now -> now * factor);
    }
  }

  @Test
  void shouldRunASubclassWhenItHasFields() throws Exception {
    value.set(6);
    JvmProcess process = new Multiplier(value, 7).start();

    assertThat(process.name()).isEqualTo("multiplier");
    assertEndsWith(0, process);
    assertThat(value.get()).isEqualTo(42);
  }

  @Test
  void shouldGiveTheChildTheSameObjectsWhenTheyAreCaptured() throws Exception {
    SharedInt shared = value;
    SharedInt alias = value;
    List<SharedInt> list = new ArrayList<>(List.of(value));
    Shm domain = shm;
    int[] array = {1, 2, 3};
    JvmProcess process =
        JvmProcess.start(() -> {
          boolean same = shared == alias && shared == list.getFirst();
          array[0] = 99;
          domain.open("value", SharedInt.KIND).set(same ? 10 : -10);
          domain.create("by-child", SharedInt.initially(0));
        });

    assertEndsWith(0, process);
    assertThat(value.get()).isEqualTo(10);
    assertThat(shm.names()).contains("by-child");
    assertThat(array).as("was copied").containsExactly(1, 2, 3);
  }

  @Test
  void shouldKnowItsNameAndNumberWhenItRuns() throws Exception {
    SharedLong pid = shm.create(SharedLong.initially(0));
    Shm domain = shm;
    JvmProcess process =
        JvmProcess.start(
            JvmOptions.DEFAULTS.name("adder"),
            () -> {
              pid.set(ProcessHandle.current().pid());
              domain.create(Thread.currentThread().getName(), SharedInt.initially(0));
            });

    assertThat(process.name()).isEqualTo("adder");
    assertEndsWith(0, process);
    assertThat(process.pid()).isEqualTo(pid.get());
    assertThat(shm.names()).contains("adder");
  }

  @Test
  void shouldHaveFreshStaticsAndNoInputWhenItRuns() throws Exception {
    inThisJvm = 2;
    SharedInt seen = value;
    SharedInt input = shm.create(SharedInt.initially(0));

    assertEndsWith(
        0,
        JvmProcess.start(() -> {
          input.set(System.in.read());
          seen.set(inThisJvm);
        }));
    assertThat(value.get()).isEqualTo(1);
    assertThat(input.get()).isEqualTo(-1);
  }

  @Test
  void shouldKeepApartWhenManyRunAtOnce() throws Exception {
    List<JvmProcess> all = new ArrayList<>();
    SharedInt shared = value;
    for (int i = 0; i < 4; i++) {
      int amount = 1 << (i * 8);
      all.add(
          JvmProcess.start(() -> {
            for (int n = 0; n < 100; n++) {
              shared.getAndAdd(amount);
            }
          }));
    }
    for (JvmProcess process : all) {
      assertEndsWith(0, process);
    }
    assertThat(value.get()).isEqualTo(1 + 100 * 0x01010101);
    assertThat(all).extracting(JvmProcess::pid).doesNotHaveDuplicates();
    assertThat(all).extracting(JvmProcess::name).doesNotHaveDuplicates();
  }
}
