package dev.ipc.journal;

/**
 * What the writers of the trial append.
 *
 * @param writer which of them
 * @param life how often it was started before
 * @param number counted by the writer, from 1, and taken up again after a death
 */
record Entry(int writer, int life, long number) {}
