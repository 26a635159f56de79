package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Python;
import dev.ipc.sync.SharedBarrier;
import dev.ipc.sync.SharedCondition;
import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedLatch;
import dev.ipc.sync.SharedLock;
import dev.ipc.sync.SharedReadWriteLock;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.Counter;
import dev.ipc.value.Length;
import dev.ipc.value.MaxBytes;
import dev.ipc.value.SharedBoolean;
import dev.ipc.value.SharedBooleanArray;
import dev.ipc.value.SharedByte;
import dev.ipc.value.SharedByteArray;
import dev.ipc.value.SharedChar;
import dev.ipc.value.SharedCharArray;
import dev.ipc.value.SharedCounters;
import dev.ipc.value.SharedDouble;
import dev.ipc.value.SharedDoubleArray;
import dev.ipc.value.SharedFloat;
import dev.ipc.value.SharedFloatArray;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedIntArray;
import dev.ipc.value.SharedList;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedLongArray;
import dev.ipc.value.SharedMemory;
import dev.ipc.value.SharedShort;
import dev.ipc.value.SharedShortArray;
import dev.ipc.value.SharedStruct;
import dev.ipc.value.SharedStructArray;
import dev.ipc.value.SharedText;
import dev.ipc.value.SharedTextArray;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/python/ipc_reader.py} sees what JVMs write, while they write it. */
@ExtendWith(LeakLedger.class)
class PythonReaderTest {
  private static final String OPEN =
      """
      import sys, time
      from ipc_reader import *
      domain = Domain(sys.argv[1])
      def check(name, expected):
          with domain.open(name) as region:
              found = region.plain()
          assert repr(found) == repr(expected), f"{name}: {found!r}, not {expected!r}"
      """;

  private record Venue(byte number, @MaxBytes(16) String city, char sign) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Quote(
      boolean valid,
      long id,
      float ask,
      double bid,
      @MaxBytes(9) String symbol,
      @Length(3) double[] levels,
      short lot,
      Venue venue,
      @Length(2) boolean[] flags,
      @Length(2) char[] chars,
      int last) {}

  /** All components say the same. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Agreeing(long first, @Length(60) long[] many, @MaxBytes(20) String text) {
    static Agreeing of(long n) {
      long[] many = new long[60];
      Arrays.fill(many, n);
      return new Agreeing(n, many, "" + n);
    }
  }

  @TempDir private Path folder;

  private final NamedDomain domain = new NamedDomain();
  private Python python;
  private Shm shm;

  @BeforeAll
  static void look() {
    assumeTrue(Python.isThere(), "there is no python3 of version 3.9 or newer on this machine");
  }

  @BeforeEach
  void join() {
    Path reader = Path.of("").toAbsolutePath().getParent().resolve("docs/python");
    python = new Python(folder, reader);
    shm = domain.join();
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  @Test
  void shouldReadValuesAndTextsWhenTheyAreAtTheirBounds() throws Exception {
    shm.create("int", SharedInt.initially(Integer.MIN_VALUE));
    shm.create("long", SharedLong.initially(Long.MAX_VALUE));
    shm.create("short", SharedShort.initially(Short.MIN_VALUE));
    shm.create("byte", SharedByte.initially(Byte.MIN_VALUE));
    shm.create("char", SharedChar.initially('\uffff'));
    shm.create("yes", SharedBoolean.initially(true));
    shm.create("double", SharedDouble.initially(Double.MIN_VALUE));
    shm.create("nan", SharedDouble.initially(Double.NaN));
    shm.create("zero", SharedFloat.initially(-0.0f));
    shm.create("infinite", SharedFloat.initially(Float.NEGATIVE_INFINITY));
    shm.create("empty", SharedText.ofBytes(1));
    SharedText text = shm.create("text", SharedText.ofBytes(12));
    text.set("gone");
    text.set("Zürich 🚀");
    python.run(
        OPEN
            + """
            check("int", -2**31)
            check("long", 2**63 - 1)
            check("short", -2**15)
            check("byte", -128)
            check("char", "\\uffff")
            check("yes", True)
            check("double", 5e-324)
            check("nan", float("nan"))
            check("zero", -0.0)
            check("infinite", float("-inf"))
            check("empty", "")
            check("text", "Zürich 🚀")
            """,
        domain.name());
  }

  @Test
  void shouldReadArraysAndMemoryWhenTheyAreAtTheirBounds() throws Exception {
    shm.create("int", SharedIntArray.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE));
    shm.create("long", SharedLongArray.of(Long.MIN_VALUE, 0, Long.MAX_VALUE));
    shm.create("short", SharedShortArray.of(Short.MIN_VALUE, Short.MAX_VALUE, (short) -1));
    shm.create("byte", SharedByteArray.of(Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE));
    shm.create("char", SharedCharArray.of('a', 'é', '\ud800'));
    shm.create("boolean", SharedBooleanArray.of(true, false, true));
    shm.create("double", SharedDoubleArray.of(-0.0, Double.NaN, Double.MAX_VALUE));
    shm.create("float", SharedFloatArray.of(Float.POSITIVE_INFINITY, 0.5f));
    shm.create("none", SharedLongArray.ofLength(0));
    SharedTextArray texts = shm.create("text", SharedTextArray.ofLength(3, 7));
    texts.set(1, "gone");
    texts.set(1, "日本");
    texts.set(2, "ABCDEFG");
    SharedMemory memory = shm.create("memory", SharedMemory.ofBytes(13));
    memory.asSegment().set(ValueLayout.JAVA_LONG, 0, Long.MIN_VALUE);
    memory.asSegment().set(ValueLayout.JAVA_BYTE, 12, (byte) 255);
    python.run(
        OPEN
            + """
            check("int", [-2**31, 0, 2**31 - 1])
            check("long", [-2**63, 0, 2**63 - 1])
            check("short", [-2**15, 2**15 - 1, -1])
            check("byte", [-128, 0, 127])
            check("char", ["a", "é", "\\ud800"])
            check("boolean", [True, False, True])
            check("double", [-0.0, float("nan"), sys.float_info.max])
            check("float", [float("inf"), 0.5])
            check("none", [])
            check("text", ["", "日本", "ABCDEFG"])
            array = domain.open("long")
            view = array.view()
            assert (array[-1], array[1:], len(array)) == (2**63 - 1, [0, 2**63 - 1], 3)
            assert (view.readonly, view.format, view.nbytes) == (True, "q", 24)
            array.close()  # the view has the memory still
            assert view[0] == -2**63
            with domain.open("memory") as memory:
                assert memory.view().readonly and len(memory.view()) == 13
                assert memory.view()[:8].cast("q")[0] == -2**63 and memory.view()[12] == 255
            """,
        domain.name());
  }

  @Test
  void shouldReadRecordsAndListsWhenTheyHaveAllTypes() throws Exception {
    Venue venue = new Venue((byte) -1, "Genève", '€');
    double[] levels = {1, Double.NEGATIVE_INFINITY, -0.0};
    boolean[] flags = {false, true};
    char[] chars = {'x', '\u0000'};
    Quote quote =
        new Quote(true, -5, 1.5f, 2.25, "Ärger", levels, (short) -3, venue, flags, chars, 9);
    shm.create("struct", SharedStruct.initially(quote));
    SharedStructArray<Quote> many =
        shm.create("structs", SharedStructArray.ofLength(Quote.class, 70));
    many.set(69, quote);
    many.longField("id").set(69, Long.MIN_VALUE);
    byte[] bytes = {0, -1};
    SharedList list =
        shm.create(
            "list",
            SharedList.of(
                null,
                true,
                (byte) -1,
                (short) -2,
                -3,
                Long.MIN_VALUE,
                0.5f,
                -0.0,
                '€',
                "é",
                bytes));
    list.set(0, "later");
    list.set(0, null);
    python.run(
        OPEN
            + """
            venue = {"number": -1, "city": "Genève", "sign": "€"}
            quote = {"valid": True, "id": -5, "ask": 1.5, "bid": 2.25, "symbol": "Ärger",
                     "levels": [1.0, float("-inf"), -0.0], "lot": -3, "venue": venue,
                     "flags": [False, True], "chars": ["x", "\\0"], "last": 9}
            check("struct", quote)
            structs = domain.open("structs")
            assert repr(structs[-1]) == repr({**quote, "id": -2**63}), structs[-1]
            assert structs[68]["symbol"] == "" and len(structs) == 70
            assert structs.schema.startswith("Quote{boolean valid; long id; "), structs.schema
            check("list", [None, True, -1, -2, -3, -2**63, 0.5, -0.0, "€", "é", b"\\0\\xff"])
            """,
        domain.name());
  }

  @Test
  void shouldLeaveOutCountersWhenTheirOwnerIsDead() throws Exception {
    SharedCounters counters = shm.create("counters", SharedCounters.ofCapacity(5, 20));
    counters.counter("erhöht").add(Long.MAX_VALUE);
    counters.counter("freed").add(1);
    counters.free("freed");
    Counter own = counters.allocate("own");
    own.add(3);
    String check =
        OPEN
            + """
            check("counters", eval(sys.argv[2]))
            print(*[m.pid for m in domain.members() if m.alive])
            """;
    String kept = "'erhöht': 2**63 - 1, 'own': 3";
    long here = ProcessHandle.current().pid();
    try (Partner partner = Partner.start()) {
      partner.perform(() -> counters.allocate("theirs").add(7));
      String there = "{" + kept + ", 'theirs': 7}";
      long other = partner.process().handle().pid();
      assertThat(python.run(check, domain.name(), there)).containsExactly(here + " " + other);
      partner.kill();
    }
    assertThat(python.run(check, domain.folder().toString(), "{" + kept + "}"))
        .containsExactly("" + here);
    own.close();
    python.run(check, domain.name(), "{'erhöht': 2**63 - 1}");
  }

  @Test
  void shouldNeverGoBackOrBeTornWhenItIsWrittenMeanwhile() throws Exception {
    Counter counter = shm.create("counters", SharedCounters.ofCapacity(1)).counter("count");
    SharedLong wide = shm.create("wide", SharedLong.initially(0));
    SharedText text = shm.create("text", SharedText.ofBytes(200));
    SharedStruct<Agreeing> struct = shm.create("struct", SharedStruct.initially(Agreeing.of(0)));
    Agreeing[] records = {Agreeing.of(0), Agreeing.of(-1)};
    String[] texts = {"a".repeat(200), "bc".repeat(50)};
    text.set(texts[0]);
    SharedBoolean stop = shm.create("stop", SharedBoolean.initially(false));
    Thread writer =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 0; !stop.get(); i++) {
                counter.increment();
                wide.set(-(i & 1));
                text.set(texts[i & 1]);
                struct.set(records[i & 1]);
                if (i % 501 == 0) { // an odd number: it rests at both
                  LockSupport.parkNanos(1);
                }
              }
            });
    try {
      python.run(
          OPEN
              + """
              counters, wide = domain.open("counters"), domain.open("wide")
              struct, text = domain.open("struct"), domain.open("text")
              counts, wides, structs, texts = [], set(), set(), set()
              while len(counts) < 3000 or min(map(len, (wides, texts, structs))) < 2:
                  counts.append(counters.at(0).value)
                  if len(counts) % 50 == 0:
                      time.sleep(0.0001)  # the writer gets on, also on a busy machine
                  wides.add(wide.get())
                  texts.add(text.get())
                  record = struct.get()
                  structs.add((record["first"], *record["many"], int(record["text"])))
              assert counts == sorted(counts), "a counter went back"
              assert wides == {0, -1}, wides
              assert texts == {"a" * 200, "bc" * 50}, texts
              assert structs == {(0,) * 62, (-1,) * 62}, structs
              assert counts[0] < counts[-1], "nobody counted"
              """,
          domain.name());
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void shouldListAsTheToolDoesWhenThereIsOneOfEachKind() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    shm.create("relock", SharedLock.reentrant());
    shm.create("condition", SharedCondition.on(lock));
    shm.create("owned", SharedSemaphore.owned(1));
    shm.create("counting", SharedSemaphore.counting(1));
    shm.create("bounded", SharedSemaphore.bounded(1));
    shm.create("rwlock", SharedReadWriteLock.reentrant());
    shm.create("event", SharedEvent.unset());
    shm.create("barrier", SharedBarrier.ofParties(2));
    shm.create("latch", SharedLatch.ofCount(2));
    shm.create("number", SharedInt.initially(7));
    shm.create("text", SharedText.ofBytes(8));
    shm.create("array", SharedByteArray.ofLength(2));
    shm.create("texts", SharedTextArray.ofLength(2, 8));
    shm.create("struct", SharedStruct.initially(Agreeing.of(1)));
    shm.create("structs", SharedStructArray.ofLength(Agreeing.class, 2));
    shm.create("counters", SharedCounters.ofCapacity(3));
    shm.create("memory", SharedMemory.ofBytes(5));
    shm.create("list", SharedList.of(1, 2));
    shm.create(SharedLong.initially(-4));

    List<String> expected = new ArrayList<>();
    Inspector.domain(domain.folder()).orElseThrow().objects().stream()
        .map(each ->
            "%s  %s %s  %d bytes"
                .formatted(each.file(), each.kind(), each.element(), each.payloadBytes()))
        .forEach(expected::add);
    List<String> lines = python.script("ipc_reader.py", domain.name());
    assertThat(lines).hasSameSizeAs(expected).hasSize(20);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).startsWith(expected.get(i));
    }
    assertThat(lines).anyMatch(line -> line.equals("number  value int  128 bytes  7"));
    assertThat(lines.getLast()).startsWith(".anon.").endsWith("  -4");
    assertThat(python.script("ipc_reader.py", domain.name(), "texts"))
        .containsExactly("[\"\", \"\"]");
    assertThat(python.failure("ipc_reader.py", domain.name(), "lock"))
        .isEqualTo("ipc_reader: lock is a lock plain, which this reader does not read");
  }

  @Test
  void shouldSayWhyWhenAFileIsNotAsItShouldBe() throws Exception {
    Path original = domain.folder().resolve("original");
    shm.create("original", SharedInt.initially(7)).close();
    FileBytes.putLong(copy(original, "magic"), 0, 0x1234);
    FileBytes.putLong(
        copy(original, "order"), 0, Long.reverseBytes(FileBytes.getLong(original, 0)));
    FileBytes.putInt(copy(original, "version"), 8, 2);
    FileBytes.putInt(copy(original, "kind"), 16, 99);
    FileBytes.putInt(copy(original, "element"), 20, 10);
    FileBytes.putInt(copy(original, "broken"), 128, 2);
    FileBytes.putInt(copy(original, "unlinked"), 128, 1);
    FileBytes.putInt(copy(original, "misfit"), 20, 9);
    FileBytes.resize(copy(original, "short"), 255);
    FileBytes.resize(copy(original, "nothing"), 0);
    FileBytes.resize(copy(original, "cut"), 300);
    FileBytes.resize(copy(original, "grown"), 4096);
    Files.createSymbolicLink(original.resolveSibling("link"), original);
    Files.createDirectory(original.resolveSibling("dir"));
    shm.create("struct", SharedStruct.initially(Agreeing.of(1))).close();
    Path struct = copy(original.resolveSibling("struct"), "schema");
    FileBytes.putInt(struct, 256 + 128 + 64 + 8, 0x7b7b7b7b);
    shm.create("text", SharedText.ofBytes(8)).close();
    FileBytes.putInt(copy(original.resolveSibling("text"), "length"), 256 + 192, 9);

    List<String> lines = python.script("ipc_reader.py", domain.name());
    assertThat(why(lines, "magic")).endsWith("not a region: magic=0x1234");
    assertThat(why(lines, "order")).endsWith("written on a processor of the other byte order");
    assertThat(why(lines, "version")).endsWith("file format version=2, this reader's=1");
    assertThat(why(lines, "kind")).contains("unknown kind=99, element=1; ");
    assertThat(why(lines, "element")).contains("unknown kind=3, element=10; ");
    assertThat(why(lines, "broken")).endsWith("broken: it lost its memory in use");
    assertThat(why(lines, "unlinked")).endsWith("is being deleted");
    assertThat(why(lines, "misfit")).endsWith("a text does not fit the memory=128");
    assertThat(why(lines, "short")).endsWith("truncated: bytes=255, at least=256");
    assertThat(why(lines, "nothing")).endsWith("truncated: bytes=0, at least=256");
    assertThat(why(lines, "cut")).endsWith("truncated: payload bytes=128, in the file=44");
    assertThat(why(lines, "grown")).endsWith(": payload bytes=128, in the file=3840");
    assertThat(why(lines, "link")).endsWith("it is a symbolic link");
    assertThat(why(lines, "dir")).endsWith("it is no regular file");
    assertThat(why(lines, "schema")).contains("not a schema: 'Agreeing{{{{");
    assertThat(why(lines, "length")).endsWith("length=9 at offset=192, at most=8");
    assertThat(why(lines, "original")).isEqualTo("original  value int  128 bytes  7");
    assertThat(python.failure("ipc_reader.py", domain.name(), "absent"))
        .startsWith("ipc_reader: no object 'absent' in " + domain.folder() + ", there are: ");
    assertThat(python.failure("ipc_reader.py", "absent"))
        .startsWith("ipc_reader: no domain " + Shm.root().resolve("absent") + "; ")
        .contains(domain.name());
  }

  private static Path copy(Path file, String name) throws IOException {
    return Files.copy(file, file.resolveSibling(name));
  }

  private static String why(List<String> lines, String name) {
    return lines.stream().filter(line -> line.startsWith(name + "  ")).findFirst().orElseThrow();
  }
}
