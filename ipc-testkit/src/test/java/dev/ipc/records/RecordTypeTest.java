package dev.ipc.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of every sort are taken apart and made; a closed module is named with the cure. */
class RecordTypeTest {
  private record Price(long id, double bid, List<String> tags) {
    Price {
      if (id < 0) {
        throw new IllegalArgumentException("id=" + id);
      }
    }
  }

  private record Nothing() {}

  @Test
  void shouldReadAndMakeARecordWhenItIsPrivate() throws Exception {
    RecordType<Price> type = RecordType.of(Price.class);
    Price price = new Price(7, 2.5, List.of("a"));

    assertThat(type.type()).isEqualTo(Price.class);
    assertThat(type.components())
        .extracting(RecordType.Component::name)
        .containsExactly("id", "bid", "tags");
    assertThat(type.components())
        .extracting(RecordType.Component::type)
        .containsExactly(long.class, double.class, List.class);
    assertThat(type.components().get(2).genericType().getTypeName())
        .isEqualTo("java.util.List<java.lang.String>");
    assertThat(type.components().stream().map(component -> component.get(price)).toList())
        .containsExactly(7L, 2.5, List.of("a"));
    assertThat(type.create(new Object[] {7L, 2.5, List.of("a")})).isEqualTo(price);
    assertThat(type.constructor().type().parameterList())
        .containsExactly(long.class, double.class, List.class);
    assertThat(RecordType.of(Price.class)).isSameAs(type);
  }

  @Test
  void shouldReadAndMakeARecordWhenItIsLocalOrEmpty() {
    record Local(int x) {}
    RecordType<Local> local = RecordType.of(Local.class);
    assertThat(local.create(new Object[] {3})).isEqualTo(new Local(3));
    assertThat(local.components().getFirst().get(new Local(4))).isEqualTo(4);
    assertThat(RecordType.of(Nothing.class).create(new Object[0])).isEqualTo(new Nothing());
  }

  @Test
  void shouldPassOnWhatTheConstructorThrows() {
    assertThatThrownBy(() -> RecordType.of(Price.class).create(new Object[] {-1L, 0.0, List.of()}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id=-1");
  }

  @Test
  void shouldRefuseWhatIsNoRecord() {
    assertThatThrownBy(() -> RecordType.of(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a record: java.lang.String");
  }

  @Test
  void shouldNameModuleAndCureWhenARecordIsClosed(@TempDir Path folder) throws Exception {
    Path source = Files.createDirectories(folder.resolve("source/app/model"));
    Path descriptor = folder.resolve("source/module-info.java");
    Files.writeString(descriptor, "module app { exports app.model; }");
    Files.writeString(
        source.resolve("Open.java"), "package app.model; public record Open(int x) {}");
    Files.writeString(source.resolve("Closed.java"), "package app.model; record Closed(int x) {}");
    Path classes = folder.resolve("classes");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                descriptor.toString(),
                source.resolve("Open.java").toString(),
                source.resolve("Closed.java").toString());
    assertThat(failed).isZero();
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(classes), ModuleFinder.of(), List.of("app"));
    ClassLoader loader =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
            .findLoader("app");

    Class<?> closed = loader.loadClass("app.model.Closed");
    assertThatThrownBy(() -> RecordType.of(closed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("record=app.model.Closed, module=app, package=app.model")
        .hasMessageContaining("opens app.model");
    RecordType<?> open = RecordType.of(loader.loadClass("app.model.Open"));
    assertThat(open.create(new Object[] {5})).hasToString("Open[x=5]");
  }
}
