/** How the types that users see are bound to memory, and by whom: the seam to the file side. */
@NullMarked
package dev.ipc.bind;

import org.jspecify.annotations.NullMarked;
