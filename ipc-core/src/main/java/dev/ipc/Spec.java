package dev.ipc;

/**
 * Says what a new shared object is and what it starts with. Specs are made by the shared types, for
 * example {@code SharedInt.initially(1)} or {@code SharedLock.plain()}.
 *
 * @param <T> the shared type
 */
public interface Spec<T extends Shared> extends Kind<T> {}
