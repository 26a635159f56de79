/** Shared objects in files, and the processes that share them: what applications depend on. */
// Agrona names its module in the manifest only; ipc.cli is compiled later, so javac cannot know it
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic", "module"})
module ipc.shm {
  requires transitive ipc.core;
  requires java.logging;
  requires java.management;
  requires transitive org.agrona;
  requires org.slf4j;

  exports dev.ipc.agrona;
  exports dev.ipc.process;
  exports dev.ipc.shm;
  exports dev.ipc.shm.inspect to
      ipc.cli;
  exports dev.ipc.log to
      org.slf4j; // which makes the provider of children

  uses org.slf4j.spi.SLF4JServiceProvider;
}
