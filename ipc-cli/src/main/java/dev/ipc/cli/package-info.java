/** The {@code ipc} command: one class per subcommand, and what they have in common. */
@NullMarked
package dev.ipc.cli;

import org.jspecify.annotations.NullMarked;
