/** Shared objects in files, and the processes that share them: what applications depend on. */
@SuppressWarnings("requires-automatic") // Agrona names its module in the manifest only
module ipc.shm {
  requires transitive ipc.core;
  requires java.management;
  requires org.agrona;
  requires org.slf4j;

  exports dev.ipc.process;
  exports dev.ipc.shm;

  uses org.slf4j.spi.SLF4JServiceProvider;
}
