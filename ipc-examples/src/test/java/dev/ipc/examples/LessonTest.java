package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LessonTest {
  @Test
  void shouldHaveAProgramAndADescriptionInOneLine() {
    assertThat(Lesson.all())
        .isNotEmpty()
        .allSatisfy(lesson -> {
          assertThat(lesson.name()).matches("[a-z][a-z-]*");
          assertThat(lesson.description()).isNotBlank().doesNotContain("\n");
          assertThat(Stream.of(lesson.program().getDeclaredMethods()).map(Method::getName))
              .contains("main");
        });
  }

  @Test
  void shouldBeFoundByItsOwnNameOnly() {
    assertThat(Lesson.all())
        .allSatisfy(lesson -> assertThat(Lesson.named(lesson.name())).contains(lesson));
    assertThat(Lesson.named("no-such-lesson")).isEmpty();
  }
}
