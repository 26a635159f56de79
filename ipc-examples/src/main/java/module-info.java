/** One runnable lesson per class. */
module ipc.examples {
  requires ipc.journal;
  requires transitive ipc.shm;

  exports dev.ipc.examples;
}
