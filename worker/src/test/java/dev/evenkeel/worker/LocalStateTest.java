package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.ClusterRef;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
    private static final ClusterRef CLUSTER = ClusterRef.inKubernetes("mqtt", "emqx");

    @TempDir
    private Path state;

    @Test
    void isAFolderOfItsOwnForEveryCluster() throws IOException {
        assertThat(folder("prod", "https://a", CLUSTER))
                .isEqualTo(folder("prod", "https://a", CLUSTER))
                .startsWith(state.resolve("evenkeel/local"))
                .isNotEqualTo(folder("prod", "https://a", ClusterRef.inKubernetes("mqtt", "other")))
                .isNotEqualTo(folder("prod", "https://a", ClusterRef.inKubernetes("other", "emqx")))
                .isNotEqualTo(folder("test", "https://a", CLUSTER));
    }

    /** Two kubeconfigs may both call their cluster "default"; what is resumed must not be another cluster's run. */
    @Test
    void tellsContextsOfOneNameApartByTheirApi() throws IOException {
        assertThat(folder("default", "https://a", CLUSTER)).isNotEqualTo(folder("default", "https://b", CLUSTER));
    }

    @Test
    void isOneFolderDeepWhateverAContextIsCalled() throws IOException {
        Path folder = folder("arn:aws:eks:eu-1:1/../../prod", "https://a", CLUSTER);

        assertThat(folder.getParent()).isEqualTo(state.resolve("evenkeel/local"));
        assertThat(folder.getFileName().toString()).startsWith("arn_aws_eks_eu-1_1_.._.._prod-mqtt-emqx-");
    }

    @Test
    void isHadByOneAtATime() throws IOException {
        LocalState first = take("prod", "https://a", CLUSTER).orElseThrow();

        // Another process would be told that it is taken; this one, that it has it already.
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> take("prod", "https://a", CLUSTER)))
                .isInstanceOf(OverlappingFileLockException.class);
        first.close();
        assertThat(folder("prod", "https://a", CLUSTER)).isEqualTo(first.folder());
    }

    @Test
    void liesInTheHomeFolderWhereNothingElseIsSaid() {
        assertThat(LocalState.root(Map.of("HOME", "/home/me")))
                .isEqualTo(Path.of("/home/me/.local/state/evenkeel/local"));
    }

    private Path folder(String context, String api, ClusterRef cluster) throws IOException {
        try (LocalState taken = take(context, api, cluster).orElseThrow()) {
            return taken.folder();
        }
    }

    private java.util.Optional<LocalState> take(String context, String api, ClusterRef cluster) throws IOException {
        return LocalState.take(Map.of("XDG_STATE_HOME", state.toString()), context, api, cluster);
    }
}
