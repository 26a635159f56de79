/** Lessons: one runnable program per class, each with a line in {@link dev.ipc.examples.Lesson}. */
@NullMarked
package dev.ipc.examples;

import org.jspecify.annotations.NullMarked;
