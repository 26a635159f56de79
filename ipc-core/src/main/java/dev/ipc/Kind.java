package dev.ipc;

/**
 * Says what an existing shared object is, so that it can be opened with the right type. The kinds
 * are constants of the shared types, such as {@code SharedInt.KIND}.
 *
 * @param <T> the shared type
 */
public interface Kind<T extends Shared> {}
