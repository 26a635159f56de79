/** What the toolkit knows of the records of an application: components, accessors, constructor. */
@NullMarked
package dev.ipc.records;

import org.jspecify.annotations.NullMarked;
