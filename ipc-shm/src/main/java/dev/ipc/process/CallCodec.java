package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.IpcException;
import dev.ipc.serial.AppObjects;
import dev.ipc.serial.Unsendable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Functions as bytes. Parent and child share a class path and trust each other, so the form is that
 * of the JDK's serialization.
 */
final class CallCodec {
  /** More than a sender has, so that what could be written can be read. It is only reserved. */
  private static final long READER_STACK_BYTES = 1L << 28;

  private CallCodec() {}

  /**
   * Encodes a function.
   *
   * @param action what travels
   * @param subject what the user gave, for the message if it cannot travel
   * @throws IllegalArgumentException if it cannot travel
   */
  static byte[] encode(Action action, Object subject) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(action);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("cannot send task: " + Unsendable.explain(subject, e), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException(
          "cannot send task: what it captures is nested too deeply; send it in smaller parts", e);
    }
    return bytes.toByteArray();
  }

  static Action decode(byte[] call) throws InterruptedException {
    FutureTask<Action> reading = new FutureTask<>(() -> read(call));
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    Thread reader = new Thread(null, reading, "ipc-reader", READER_STACK_BYTES);
    reader.setContextClassLoader(loader);
    reader.start();
    try {
      return reading.get();
    } catch (ExecutionException e) {
      throw new IpcException(
          "cannot read the task in the child: "
              + e.getCause()
              + "; the child has its parent's class path, so look for classes that were loaded in"
              + " another way",
          e);
    }
  }

  private static Action read(byte[] call) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new AppObjects(call)) {
      return (Action) in.readObject();
    }
  }
}
