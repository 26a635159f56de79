package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.inspect.MemberInfo;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.shm.support.Section;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many processes: at once, and one after the other. */
@Tag("stress")
@ExtendWith(LeakLedger.class)
final class CrowdStressTest {
  private static final int CROWD = 65;
  private static final int PASSES = 20;
  private static final int COMERS = Integer.getInteger("ipc.stress.comers", 1_000);
  private static final int WAVE = 20;

  private final NamedDomain domain = new NamedDomain();

  @AfterEach
  void deleteDomain() {
    domain.close();
  }

  @Test
  void shouldLetAllThroughOnceWhenSixtyFiveAreMembersAtOnce() {
    try (Shm shm = domain.join()) {
      Section section = Section.create(shm, SharedLock.plain());
      List<Peer> peers = new ArrayList<>();
      try {
        come(peers, CROWD - 1);
        assertThat(look().alive()).hasSize(CROWD);
        assertThat(look().alive().stream().map(MemberInfo::pid).distinct()).hasSize(CROWD);

        String pass = "section 1 " + PASSES;
        peers.forEach(peer -> peer.begin(pass));
        section.runInThreads(1, PASSES);
        peers.forEach(peer -> peer.end(pass));
        assertThat(section.passed().get()).isEqualTo(CROWD * PASSES);
        assertThat(section.collisions().get()).isZero();

        go(peers);
        assertThat(look().alive()).hasSize(1);
      } finally {
        peers.forEach(Peer::close);
      }
    }
  }

  @Test
  void shouldBeAsBeforeWhenAThousandProcessesHaveComeAndGone() throws IOException {
    try (Shm shm = domain.join()) {
      assertThat(look().alive()).hasSize(1);
      List<String> files = names(shm.folder());
      int descriptors = names(Path.of("/proc/self/fd")).size();

      for (int come = 0; come < COMERS; come += WAVE) {
        List<Peer> peers = new ArrayList<>();
        try {
          come(peers, Math.min(WAVE, COMERS - come));
          go(peers);
        } finally {
          peers.forEach(Peer::close);
        }
        assertThat(look().alive()).hasSize(1);
      }

      assertThat(look().members().stream().mapToInt(MemberInfo::generation).sum())
          .as("how often a slot was taken")
          .isEqualTo(COMERS + 1);
      assertThat(names(shm.folder())).containsExactlyInAnyOrderElementsOf(files);
      assertThat(names(Path.of("/proc/self/fd"))).hasSizeLessThanOrEqualTo(descriptors);
    }
  }

  private void come(List<Peer> peers, int count) {
    for (int i = 0; i < count; i++) {
      peers.add(Peer.small(domain));
    }
    peers.forEach(Peer::awaitJoined);
  }

  /** A third leaves, a third ends without leaving, a third is killed. */
  private static void go(List<Peer> peers) {
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      switch (i % 3) {
        case 0 -> {
          peer.perform("leave");
          assertThat(peer.endBy("exit")).isZero();
        }
        case 1 -> assertThat(peer.endBy("exit")).isZero();
        default -> peer.kill();
      }
    }
  }

  private DomainInfo look() {
    return Inspector.domain(domain.folder()).orElseThrow();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
