package dev.ipc.bench;

import com.esotericsoftware.kryo.Kryo;
import dev.ipc.bench.Worker.Tool;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes a message of an object, and an object of the message, again and again. */
final class Marshalling implements Work {
  private static final int BUFFER_BYTES = 1_024;

  private final Way way;
  private final Object value;
  private @Nullable Object last;

  /** From an object to bytes, and from these to an object. */
  private interface Way {
    Object thereAndBack(Object value) throws IOException;
  }

  private Marshalling(Way way, Object value) {
    this.way = way;
    this.value = value;
  }

  static Marshalling of(Tool tool, SampleObject sample) {
    Way way =
        switch (tool) {
          case IPC -> ours();
          case KRYO -> kryo();
          case SERIALIZATION -> Marshalling::serialize;
          default -> throw new IllegalArgumentException(tool + " makes no messages of objects");
        };
    return new Marshalling(way, sample.value());
  }

  private static Way ours() {
    Codec<Object> codec = Codec.objects();
    Output out = new Output();
    Input in = new Input();
    return value -> {
      out.clear();
      codec.encode(value, out);
      byte[] message = out.toByteArray();
      return codec.decode(in.wrap(message, 0, message.length));
    };
  }

  private static Way kryo() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(false);
    var out = new com.esotericsoftware.kryo.io.Output(BUFFER_BYTES, -1);
    var in = new com.esotericsoftware.kryo.io.Input();
    return value -> {
      out.reset();
      kryo.writeClassAndObject(out, value);
      in.setBuffer(out.toBytes());
      return kryo.readClassAndObject(in);
    };
  }

  private static Object serialize(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void batch() throws IOException {
    for (int i = 0; i < BATCH; i++) {
      last = way.thereAndBack(value);
    }
  }

  @Override
  public void close() throws IOException {
    if (!value.equals(last)) {
      throw new IOException("not what was encoded: " + last);
    }
  }
}
