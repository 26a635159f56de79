package dev.ipc.serial;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Finds the classes of the app also when this library was loaded by another loader. */
public class AppObjects extends ObjectInputStream {
  /**
   * Begins to read.
   *
   * @param bytes what an {@link java.io.ObjectOutputStream} wrote
   * @throws IOException if they begin otherwise
   */
  public AppObjects(byte[] bytes) throws IOException {
    super(new ByteArrayInputStream(bytes));
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    try {
      return super.resolveClass(description);
    } catch (ClassNotFoundException e) {
      return find(description.getName());
    }
  }

  /**
   * Finds a class of the app, without initialising it.
   *
   * @param name its binary name
   * @return the class
   * @throws ClassNotFoundException if neither the thread's loader nor the library's has it
   */
  public static Class<?> find(String name) throws ClassNotFoundException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return Class.forName(name, false, loader == null ? AppObjects.class.getClassLoader() : loader);
  }
}
