package dev.ipc.bind;

/** What tools show of a shared object that has another superclass than {@link BoundObject}. */
public interface Displayed {
  /**
   * Describes the object's present state, for display. Asked of open objects only, by any thread of
   * any process that looks.
   *
   * @return a phrase, in which no name of the object is needed
   */
  String state();
}
