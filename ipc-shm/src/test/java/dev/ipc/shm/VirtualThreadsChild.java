package dev.ipc.shm;

import dev.ipc.shm.support.Section;
import dev.ipc.testkit.Child;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Goes through a {@link Section} from many virtual threads, each of which sleeps inside. */
final class VirtualThreadsChild {
  private VirtualThreadsChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    Child.dieWithParent();
    int threads = Integer.parseInt(arguments[1]);
    int times = Integer.parseInt(arguments[2]);
    try (Shm shm = Shm.named(arguments[0])) {
      Section section = Section.open(shm);
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(Thread.ofVirtual().start(() -> passAndSleep(section, times)));
      }
      Child.say("started");
      for (Thread thread : all) {
        thread.join();
      }
    }
  }

  private static void passAndSleep(Section section, int times) {
    for (int i = 0; i < times; i++) {
      section.lock().lock();
      try {
        section.pass();
        TimeUnit.MILLISECONDS.sleep(1); // gives the carrier to those who wait
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        section.lock().unlock();
      }
    }
  }
}
