/** What the JDK's serialization lacks: the classes of the application, and reasons that help. */
@NullMarked
package dev.ipc.serial;

import org.jspecify.annotations.NullMarked;
