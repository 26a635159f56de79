package dev.ipc.bench;

import java.util.List;

/**
 * What is measured, and against whom.
 *
 * @param name its name, which does not change between versions
 * @param unit the unit of its values
 * @param target what is to be reached
 * @param exercise how it is measured
 * @param ours the toolkit
 * @param peers the others; the target speaks of the first
 */
record Row(
    String name,
    String unit,
    Target target,
    Exercise exercise,
    Contender ours,
    List<Contender> peers) {}
