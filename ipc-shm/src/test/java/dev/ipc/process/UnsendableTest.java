package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Action;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot travel is refused at the call, which starts nothing and says what to do. */
@ExtendWith(LeakLedger.class)
class UnsendableTest {
  private static final String LAMBDA = "lambda at UnsendableTest.java:";

  private int count;

  void bump() {
    count++;
  }

  private static void use(Object... anything) {
    assertThat(anything).isNotNull();
  }

  /** Refused with this message, in which {@code #} stands for a line of this file. */
  private static void assertRefused(Action action, String why) {
    String message = catchMessage(action);
    assertThat(message.replaceFirst("(UnsendableTest\\.java):\\d+", "$1:#"))
        .isEqualTo("cannot send task: " + why);
  }

  private static String catchMessage(Action action) {
    try {
      JvmProcess started = JvmProcess.start(action);
      started.kill();
      started.join();
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("was sent: " + action);
  }

  @Test
  void shouldExplainWhenTheReceiverCannotTravel() {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out));
    assertRefused(
        out::println,
        "method reference PrintStream::println in UnsendableTest captures its receiver"
            + " (PrintStream, not Serializable); write a lambda that names the stream, such as ()"
            + " -> System.out.println()");
    Thread thread = new Thread(() -> {});
    assertRefused(
        thread::start,
        "method reference Thread::start in UnsendableTest captures its receiver (Thread, not"
            + " Serializable); create the Thread in the function, or leave it out");
  }

  @Test
  void shouldExplainWhenAMethodOfThisIsReferred() {
    assertRefused(
        this::bump,
        "method reference UnsendableTest::bump in UnsendableTest captures 'this' (UnsendableTest,"
            + " not Serializable); make bump() static or pass the value as an argument");
  }

  @Test
  void shouldExplainWhenALambdaCallsAMethodOfThis() {
    assertRefused(
        () -> bump(),
        LAMBDA
            + "# captures 'this' (UnsendableTest, not Serializable); make bump() static or pass the"
            + " value as an argument");
    assertRefused(
        () -> {
          use(1);
          bump();
        },
        LAMBDA
            + "# captures 'this' (UnsendableTest, not Serializable); make bump() static or pass the"
            + " value as an argument");
  }

  @Test
  void shouldNameTheLineWhenALambdaStandsThere() {
    int line = StackWalker.getInstance().walk(s -> s.findFirst().orElseThrow()).getLineNumber();
    assertThat(catchMessage(() -> bump())).startsWith("cannot send task: " + LAMBDA + (line + 1));
  }

  @Test
  void shouldExplainWhenALambdaUsesAFieldOfThis() {
    assertRefused(
        () -> count++,
        LAMBDA
            + "# captures 'this' (UnsendableTest, not Serializable); copy what is needed into a"
            + " local variable before the lambda");
  }

  @Test
  void shouldExplainWhenAnAnonymousClassUsesThis() {
    assertRefused(
        new Action() {
          @Serial private static final long serialVersionUID = 1L;

          @Override
          public void perform() {
            bump();
          }
        },
        "anonymous class UnsendableTest$1 captures 'this' (UnsendableTest, not Serializable); use a"
            + " lambda or a static class");
  }

  @Test
  void shouldExplainWhenAnAnonymousProcessUsesThis() {
    JvmProcess process =
        new JvmProcess() {
          @Serial private static final long serialVersionUID = 1L;

          @Override
          protected void run() {
            bump();
          }
        };

    assertThatThrownBy(process::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot send task: anonymous class UnsendableTest$2 captures 'this' (UnsendableTest,"
                + " not Serializable); use a lambda or a static class");
  }

  @Test
  void shouldExplainWhenACollectionIsAView() {
    List<Integer> part = new ArrayList<>(List.of(1, 2, 3)).subList(0, 2);
    assertRefused(
        () -> use(part),
        LAMBDA
            + "# captures 'part' (ArrayList$SubList, not Serializable); capture a copy, such as new"
            + " ArrayList<>(it), of Serializable elements");
    Set<Integer> keys = new HashMap<>(Map.of(1, 2)).keySet();
    assertRefused(
        () -> use(keys),
        LAMBDA
            + "# captures 'keys' (HashMap$KeySet, not Serializable); capture a copy, such as new"
            + " ArrayList<>(it), of Serializable elements");
  }

  @Test
  void shouldExplainWhenAValueIsOptional() {
    Optional<Integer> perhaps = Optional.of(1);
    assertRefused(
        () -> use(perhaps),
        LAMBDA + "# captures 'perhaps' (Optional, not Serializable); capture the value in it");
  }

  @Test
  void shouldNameTheElementWhenACollectionHoldsWhatCannotTravel() {
    List<Object> list = new ArrayList<>(List.of(1, new Object()));
    assertRefused(
        () -> use(list),
        LAMBDA
            + "# captures 'list' (ArrayList, which holds a Object, not Serializable); capture a"
            + " copy, such as new ArrayList<>(it), of Serializable elements");
    Map<String, Object> map = new HashMap<>(Map.of("key", new Object()));
    assertRefused(
        () -> use(map),
        LAMBDA
            + "# captures 'map' (HashMap, which holds a Object, not Serializable); capture a copy,"
            + " such as new HashMap<>(it), of Serializable entries");
  }

  @Test
  void shouldNameTheArrayWhenItHoldsWhatCannotTravel() {
    Object[] array = {new Object()};
    assertRefused(
        () -> use(array, array),
        LAMBDA
            + "# captures 'array' (Object[], which holds a Object, not Serializable); create the"
            + " Object in the function, or leave it out");
  }

  @Test
  void shouldNameTheVariableWhenThereAreOthersBeforeIt() {
    long wide = 1;
    double broad = 2;
    String text = "text";
    Object culprit = new Object();
    assertRefused(
        () -> use(wide, broad, text, culprit),
        LAMBDA
            + "# captures 'culprit' (Object, not Serializable); create the Object in the function,"
            + " or leave it out");
  }

  /** A process with a field that cannot travel. */
  private static final class Holder extends JvmProcess {
    @Serial private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // that is the point
    private final Object secret;

    Holder(Object secret) {
      this.secret = secret;
    }

    @Override
    protected void run() {
      use(secret);
    }
  }

  @Test
  void shouldNameTheFieldWhenASubclassHoldsWhatCannotTravel() {
    Holder holder = new Holder(new Object());

    assertThatThrownBy(holder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot send task: UnsendableTest$Holder has field 'secret' (Object, not Serializable);"
                + " create the Object in the function, or leave it out");
    assertThat(holder.isAlive()).isFalse();
  }

  @Test
  void shouldSayThatItIsClosedWhenASharedObjectIs() {
    try (Shm shm = Shm.temporary()) {
      SharedInt closed = shm.create("number", SharedInt.initially(1));
      closed.close();

      assertThat(catchMessage(() -> closed.get()))
          .startsWith("cannot send task: " + LAMBDA)
          .contains("'closed'")
          .contains("was closed in this process")
          .doesNotContain("not Serializable");
    }
  }

  /** One in the other, so many times. */
  private static List<Object> nested(int depth) {
    List<Object> outer = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      List<Object> next = new ArrayList<>();
      next.add(outer);
      outer = next;
    }
    return outer;
  }

  @Test
  void shouldRefuseWhenWhatIsCapturedIsNestedTooDeeplyToWrite() {
    List<Object> deep = nested(200_000);
    assertRefused(
        () -> use(deep.size()), "what it captures is nested too deeply; send it in smaller parts");
  }

  @Test
  void shouldTravelWhenTheSenderHasStackEnoughToWriteIt() throws InterruptedException {
    AtomicReference<JvmProcess> process = new AtomicReference<>();
    List<Object> deep = nested(20_000);
    long stackBytes = 64 << 20;
    Thread sender =
        new Thread(null, () -> process.set(JvmProcess.start(() -> use(deep))), "deep", stackBytes);
    sender.start();
    sender.join();

    process.get().join();
    assertThat(process.get().exitCode()).hasValue(0);
  }
}
