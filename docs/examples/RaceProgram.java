import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedInt;

static void add(SharedInt value, SharedLock lock) {
  for (int i = 0; i < 1_000_000; i++) {
    lock.lock();
    try {
      value.set(value.get() + 1);
    } finally {
      lock.unlock();
    }
  }
}

static void subtract(SharedInt value, SharedLock lock) {
  for (int i = 0; i < 1_000_000; i++) {
    try (var _ = lock.hold()) {
      value.set(value.get() - 1);
    }
  }
}

void main() throws Exception {
  try (Shm shm = Shm.temporary()) {
    SharedInt value = shm.create(SharedInt.initially(1));
    SharedLock lock = shm.create(SharedLock.plain());
    var adder = JvmProcess.start(() -> add(value, lock));
    var subtracter = JvmProcess.start(() -> subtract(value, lock));
    adder.join();
    subtracter.join();
    IO.println("Value is " + value.get());
  }
}
