/** Contracts and algorithms over shared memory; needs no operating system. */
@SuppressWarnings({
  "module", // ipc.shm is compiled later, so javac cannot know it yet
  "requires-automatic" // Micrometer has no descriptor, but a name
})
module ipc.core {
  requires static transitive org.jspecify;
  requires static me.tongfei.progressbar; // for dev.ipc.terminal alone
  requires static micrometer.core; // for dev.ipc.metrics alone

  exports dev.ipc;
  exports dev.ipc.codec;
  exports dev.ipc.metrics;
  exports dev.ipc.pipe;
  exports dev.ipc.queue;
  exports dev.ipc.sync;
  exports dev.ipc.task;
  exports dev.ipc.terminal;
  exports dev.ipc.value;
  exports dev.ipc.bind to
      ipc.shm;
  exports dev.ipc.lock to
      ipc.shm;
  exports dev.ipc.memory to
      ipc.shm;
  exports dev.ipc.owner to
      ipc.shm;
  exports dev.ipc.pool to
      ipc.shm;
  exports dev.ipc.ring to
      ipc.shm;
  exports dev.ipc.serial to
      ipc.shm;
  exports dev.ipc.wait to
      ipc.shm;
}
