package dev.ipc.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came out of a row.
 *
 * @param row the row
 * @param ours the toolkit's figures
 * @param peers the others', in the order of the row
 * @param runs how many runs count
 * @param noisyRuns how many do not, because too much time was stolen; 0 if all were like that
 * @param noise the worst of what disturbed the runs that count
 */
record Result(Row row, Summary ours, List<PeerResult> peers, int runs, int noisyRuns, Noise noise) {

  /**
   * What came out of a peer.
   *
   * @param name its name
   * @param figures its figures, or empty
   * @param missing why there are none, or empty
   */
  record PeerResult(String name, Optional<Summary> figures, Optional<String> missing) {}

  /** The peer that the target speaks of. */
  PeerResult mainPeer() {
    return peers.getFirst();
  }

  /** Ours divided by the peer's. */
  OptionalDouble ratio(PeerResult peer) {
    return peer.figures().isPresent() && peer.figures().get().median() > 0
        ? OptionalDouble.of(ours.median() / peer.figures().get().median())
        : OptionalDouble.empty();
  }

  /** Whether the target is met, or empty if that cannot be told without the peer. */
  Optional<Boolean> met() {
    OptionalDouble ratio = ratio(mainPeer());
    if (row.target().isRelative() && ratio.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(row.target().isMetBy(ours.median(), ratio.orElse(Double.NaN)));
  }
}
