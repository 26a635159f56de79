/**
 * What the tests of all modules stand on: child JVMs that are killed at named steps, the ledger of
 * what a test leaves behind, referees, and scripted doubles of what core is handed.
 */
@NullMarked
package dev.ipc.testkit;

import org.jspecify.annotations.NullMarked;
