/** The {@code ipc} command. */
module ipc.cli {
  requires info.picocli;
  requires ipc.examples;
  requires ipc.journal;
  requires ipc.shm;
  requires jdk.compiler;
  requires org.jline.terminal;

  exports dev.ipc.cli;

  opens dev.ipc.cli to
      info.picocli;
}
