/** A durable queue between processes, on Chronicle Queue. */
// Chronicle Queue has no descriptors: its modules are named in manifests, or by their files.
@SuppressWarnings("requires-automatic")
module ipc.journal {
  requires transitive ipc.shm;
  requires chronicle.bytes;
  requires chronicle.core;
  requires chronicle.queue;
  requires chronicle.wire;
  requires org.slf4j;

  exports dev.ipc.journal;
}
