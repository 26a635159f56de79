package dev.ipc.bench;

import dev.ipc.bench.Exercise.Sample;
import dev.ipc.bench.Result.PeerResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measures one row: ours, then each peer, then ours again, until all runs are done. */
final class Measurement {
  private final Row row;
  private final Settings settings;
  private final Consumer<String> progress;
  private final List<Contender> present;

  /** One run of every contender that is present, in their order. */
  private record Run(List<Sample> samples) {
    Noise noise() {
      return samples.stream().map(Sample::noise).reduce(Noise.NONE, Noise::max);
    }
  }

  Measurement(Row row, Settings settings, Consumer<String> progress) {
    this.row = row;
    this.settings = settings;
    this.progress = progress;
    this.present =
        Stream.concat(Stream.of(row.ours()), row.peers().stream())
            .filter(contender -> contender.missing().isEmpty())
            .toList();
  }

  Result result() throws IOException, InterruptedException {
    List<Run> all = new ArrayList<>();
    for (int run = 1; run <= settings.runs(); run++) {
      all.add(run(run));
    }
    List<Run> quiet = all.stream().filter(run -> !run.noise().isTooMuch()).toList();
    List<Run> counted = quiet.isEmpty() ? all : quiet;
    return new Result(
        row,
        figures(counted, row.ours()).orElseThrow(),
        row.peers().stream()
            .map(peer -> new PeerResult(peer.name(), figures(counted, peer), peer.missing()))
            .toList(),
        counted.size(),
        all.size() - counted.size(),
        counted.stream().map(Run::noise).reduce(Noise.NONE, Noise::max));
  }

  private Run run(int number) throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    for (Contender contender : present) {
      progress.accept(
          row.name() + ", run " + number + " of " + settings.runs() + ": " + contender.name());
      samples.add(row.exercise().run(contender, settings));
    }
    return new Run(samples);
  }

  private Optional<Summary> figures(List<Run> runs, Contender contender) {
    int index = present.indexOf(contender);
    return index < 0
        ? Optional.empty()
        : Optional.of(
            Summary.of(runs.stream().map(run -> run.samples().get(index).value()).toList()));
  }
}
