package dev.ipc.bench;

import dev.ipc.bench.Exercise.Effort;
import dev.ipc.bench.Worker.Tool;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The rows of objects as messages: there and back, in one process. */
final class CodecRows {
  private static final Map<Job, SampleObject> SAMPLES =
      new EnumMap<>(
          Map.of(
              Job.CODEC_INTEGER, SampleObject.INTEGER,
              Job.CODEC_TEXT, SampleObject.STRING_OF_100,
              Job.CODEC_RECORD, SampleObject.RECORD,
              Job.CODEC_LIST, SampleObject.LIST_OF_100,
              Job.CODEC_MAP, SampleObject.MAP_OF_10));

  private CodecRows() {}

  static List<Row> all(Workshop workshop, Settings settings) {
    Contender ipc = new JavaContender("ipc", Tool.IPC, settings.warmUp());
    List<Contender> peers =
        List.of(
            new JavaContender("Kryo", Tool.KRYO, settings.warmUp()),
            new JavaContender("JDK serialization", Tool.SERIALIZATION, settings.warmUp()),
            new PythonContender("ForkingPickler", workshop));
    return SAMPLES.keySet().stream()
        .map(job ->
            new Row(
                job.toString().replace('_', '-'),
                "ns",
                Target.ratioAtMost(1.0),
                new Effort(job, 1, Rows::nanosEach),
                ipc,
                peers))
        .toList();
  }

  static boolean does(Job job) {
    return SAMPLES.containsKey(job);
  }

  static Work work(Tool tool, Job job) {
    return Marshalling.of(tool, Objects.requireNonNull(SAMPLES.get(job)));
  }
}
