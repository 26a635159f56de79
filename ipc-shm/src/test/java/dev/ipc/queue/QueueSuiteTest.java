package dev.ipc.queue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.CollectionToStringTester;
import dev.ipc.codec.Codec;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.LeakLedger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What collections and queues promise, by the suite of guava-testlib. It is told that nulls can be
 * asked for, though not put. What it is not told, since a shared queue differs on purpose:
 *
 * <ul>
 *   <li>that it is serializable: what travels is a handle, and what comes out is the same queue,
 *       not a copy;
 *   <li>that iterators fail when the queue changes: they show it as it was when they were made;
 *   <li>that its text lists the items: it says how full the queue is and where, as that of all
 *       shared objects does, and decodes nothing for that.
 * </ul>
 */
@ExtendWith(LeakLedger.class)
class QueueSuiteTest {
  /** The smallest ring: items wrap around its end. */
  private static final int SMALL_BYTES = 1024;

  private final List<SharedQueue<String>> made = new ArrayList<>();
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Makes a queue with nothing in it that is to be had. */
  private interface Maker {
    SharedQueue<String> make() throws InterruptedException;
  }

  @TestFactory
  Stream<DynamicNode> shouldBeAQueueWhenItIsNew() {
    return tests(() -> shm.create(SharedQueue.of(String.class)));
  }

  @TestFactory
  Stream<DynamicNode> shouldBeAQueueWhenItIsSmallAndSomethingIsOnLease() {
    return tests(() -> {
      SharedQueue<String> queue =
          shm.create(SharedQueue.of(Codec.of(String.class), SMALL_BYTES, 0));
      for (int i = 0; i < SMALL_BYTES / 64 - 4; i++) {
        queue.add("before");
        queue.remove();
      }
      Collections.addAll(queue, "on lease", "taken", "on lease too");
      queue.lease();
      queue.remove();
      queue.lease();
      return queue;
    });
  }

  private Stream<DynamicNode> tests(Maker maker) {
    TestSuite suite =
        QueueTestSuiteBuilder.using(
                new TestStringQueueGenerator() {
                  @Override
                  protected Queue<String> create(String[] elements) {
                    SharedQueue<String> queue = make(maker);
                    Collections.addAll(queue, elements);
                    return queue;
                  }
                })
            .named("SharedQueue")
            .withFeatures(
                CollectionSize.ANY,
                CollectionFeature.GENERAL_PURPOSE,
                CollectionFeature.ALLOWS_NULL_QUERIES,
                CollectionFeature.KNOWN_ORDER)
            .suppressing(CollectionToStringTester.class.getMethods())
            .withTearDown(this::closeAll)
            .createTestSuite();
    return nodes(suite);
  }

  private SharedQueue<String> make(Maker maker) {
    try {
      SharedQueue<String> queue = maker.make();
      made.add(queue);
      return queue;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void closeAll() {
    made.forEach(SharedQueue::close);
    made.clear();
  }

  /** The tests of a suite, which is of the time before JUnit had annotations. */
  private static Stream<DynamicNode> nodes(TestSuite suite) {
    return Collections.list(suite.tests()).stream().map(QueueSuiteTest::node);
  }

  @SuppressWarnings("JdkObsolete") // it is the suite that is made of them
  private static DynamicNode node(Test test) {
    return test instanceof TestSuite suite
        ? DynamicContainer.dynamicContainer(suite.getName(), nodes(suite))
        : DynamicTest.dynamicTest(test.toString(), ((TestCase) test)::runBare);
  }
}
