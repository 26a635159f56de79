package dev.ipc.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.foreign.Linker;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may import whom, and who may touch what. The command's class path has all modules on it. */
class ArchitectureTest {
  /** Packages that need no operating system: ipc-core. A later one may import an earlier one. */
  private static final List<Set<String>> CORE =
      List.of(
          Set.of("dev.ipc"),
          Set.of("dev.ipc.records"),
          Set.of("dev.ipc.serial"),
          Set.of("dev.ipc.memory"),
          Set.of("dev.ipc.codec"),
          Set.of("dev.ipc.wait"),
          Set.of("dev.ipc.owner"),
          Set.of("dev.ipc.bind"),
          Set.of("dev.ipc.lock"),
          Set.of("dev.ipc.ring"),
          Set.of("dev.ipc.sync", "dev.ipc.value", "dev.ipc.queue", "dev.ipc.pipe"),
          Set.of("dev.ipc.task", "dev.ipc.pool"),
          Set.of("dev.ipc.metrics", "dev.ipc.terminal"));

  /** The packages above them, likewise. */
  private static final List<Set<String>> ABOVE_CORE =
      List.of(
          Set.of("dev.ipc.shm.os"),
          Set.of("dev.ipc.shm.liveness"),
          Set.of("dev.ipc.shm.region"),
          Set.of("dev.ipc.shm.inspect"),
          Set.of("dev.ipc.agrona"),
          Set.of("dev.ipc.shm"),
          Set.of("dev.ipc.log"),
          Set.of("dev.ipc.process"),
          Set.of("dev.ipc.journal"),
          Set.of("dev.ipc.examples"),
          Set.of("dev.ipc.cli.race"),
          Set.of("dev.ipc.cli"),
          Set.of("dev.ipc.cli.boot"));

  private static final List<Set<String>> LADDER =
      Stream.of(CORE, ABOVE_CORE).flatMap(Collection::stream).toList();

  /** What objects need to travel; the rest of {@code java.io} is files. */
  private static final Set<String> SERIALIZATION =
      Set.of(
          "java.io.ByteArrayInputStream",
          "java.io.ByteArrayOutputStream",
          "java.io.Externalizable",
          "java.io.IOException",
          "java.io.InputStream",
          "java.io.InvalidClassException",
          "java.io.InvalidObjectException",
          "java.io.NotSerializableException",
          "java.io.ObjectInput",
          "java.io.ObjectInputFilter",
          "java.io.ObjectInputStream",
          "java.io.ObjectOutput",
          "java.io.ObjectOutputStream",
          "java.io.ObjectStreamClass",
          "java.io.ObjectStreamException",
          "java.io.OutputStream",
          "java.io.Serial",
          "java.io.Serializable");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-"))
          .withImportOption(location -> !location.contains("ipc-testkit"))
          .importPackages("dev.ipc");

  @Test
  void shouldHaveAStepOnTheLadderForEachPackage() {
    Set<String> found = new TreeSet<>();
    CLASSES.forEach(type -> found.add(type.getPackageName()));

    assertThat(found).contains("dev.ipc", "dev.ipc.cli");
    assertThat(namesOf(LADDER)).containsAll(found);
  }

  @TestFactory
  Stream<DynamicTest> shouldImportOnlyWhatIsEarlierOnTheLadder() {
    return Stream.iterate(0, step -> step < LADDER.size() - 1, step -> step + 1)
        .map(step -> DynamicTest.dynamicTest("" + LADDER.get(step), () -> checkStep(step)));
  }

  private void checkStep(int step) {
    Set<String> later = namesOf(LADDER.subList(step + 1, LADDER.size()));
    noClasses()
        .that(areIn(LADDER.get(step)))
        .should()
        .dependOnClassesThat(areIn(later))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    slices().assignedFrom(packages()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void shouldOrderAccessesInMemoryOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ipc.memory")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(VarHandle.class)
        .because("dev.ipc.memory is where the order of accesses is decided, and named")
        .check(CLASSES);
  }

  @Test
  void shouldCallTheKernelInOsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ipc.shm.os")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Linker.class)
        .because("native calls must be few, in one place, and optional")
        .check(CLASSES);
  }

  @Test
  void shouldPrintInCommandAndExamplesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.ipc.cli..", "dev.ipc.examples..")
        .should()
        .accessField(System.class, "out")
        .because("standard output belongs to the application")
        .check(CLASSES);
  }

  @Test
  void shouldNeedNoOperatingSystemInCore() {
    noClasses()
        .that(areIn(namesOf(CORE)))
        .should()
        .dependOnClassesThat(needAnOperatingSystem())
        .because("core runs against a scripted clock and a scripted death")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> needAnOperatingSystem() {
    return describe(
        "need an operating system",
        type ->
            type.getPackageName().startsWith("java.nio.file")
                || type.getPackageName().startsWith("java.nio.channels")
                || type.isEquivalentTo(Runtime.class)
                || type.getName().startsWith("java.lang.Process")
                || (type.getPackageName().equals("java.io")
                    && !SERIALIZATION.contains(outermost(type).getName())));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  private static DescribedPredicate<JavaClass> areIn(Set<String> packages) {
    return describe("are in " + packages, type -> packages.contains(type.getPackageName()));
  }

  private static Set<String> namesOf(List<Set<String>> steps) {
    return steps.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return SliceIdentifier.of(type.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
