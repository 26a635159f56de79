package dev.ipc.bench;

import com.esotericsoftware.kryo.Kryo;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make messages of objects, and objects of messages, beside Kryo. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmn64m") // touched in the warm-up
@SuppressWarnings("NullAway.Init") // The harness calls setUp first.
public class CodecBenchmark {
  /** What travels. */
  @Param public SampleObject sample;

  private Object value;
  private Codec<Object> any;
  private Codec<Object> declared;
  private byte[] anyMessage;
  private byte[] declaredMessage;
  private byte[] kryoMessage;
  private final Output out = new Output();
  private final Input in = new Input();
  private final Kryo kryo = new Kryo();
  private final com.esotericsoftware.kryo.io.Output kryoOut =
      new com.esotericsoftware.kryo.io.Output(1_024, -1);
  private final com.esotericsoftware.kryo.io.Input kryoIn =
      new com.esotericsoftware.kryo.io.Input();

  /** Makes the messages that are read. */
  @Setup
  @SuppressWarnings("unchecked") // it is the class of the value
  public void setUp() {
    value = sample.value();
    kryo.setRegistrationRequired(false);
    any = Codec.objects();
    declared = (Codec<Object>) Codec.of(sample.type());
    anyMessage = any.toBytes(value);
    declaredMessage = declared.toBytes(value);
    kryo.writeClassAndObject(kryoOut, value);
    kryoMessage = kryoOut.toBytes();
    System.getLogger("dev.ipc")
        .log(
            System.Logger.Level.INFO,
            "bytes: any={0}, declared={1}, kryo={2}",
            anyMessage.length,
            declaredMessage.length,
            kryoMessage.length);
  }

  /** By {@code Codec.objects()}. */
  @Benchmark
  public int encodeAny() {
    out.clear();
    any.encode(value, out);
    return out.size();
  }

  /** By {@code Codec.of} its class. */
  @Benchmark
  public int encodeDeclared() {
    out.clear();
    declared.encode(value, out);
    return out.size();
  }

  /** By Kryo. */
  @Benchmark
  public int encodeKryo() {
    kryoOut.reset();
    kryo.writeClassAndObject(kryoOut, value);
    return kryoOut.position();
  }

  /** By {@code Codec.objects()}. */
  @Benchmark
  public Object decodeAny() {
    return any.decode(in.wrap(anyMessage, 0, anyMessage.length));
  }

  /** By {@code Codec.of} its class. */
  @Benchmark
  public Object decodeDeclared() {
    return declared.decode(in.wrap(declaredMessage, 0, declaredMessage.length));
  }

  /** By Kryo. */
  @Benchmark
  public Object decodeKryo() {
    kryoIn.setBuffer(kryoMessage);
    return kryo.readClassAndObject(kryoIn);
  }
}
