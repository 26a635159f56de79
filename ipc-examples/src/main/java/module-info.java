/** One runnable lesson per class. */
module ipc.examples {
  requires transitive ipc.shm;

  exports dev.ipc.examples;
}
