package dev.evenkeel.worker;

import dev.evenkeel.contract.ClusterRef;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The folder in which a local run of a cluster leaves what the next process needs to go on: Temporal's histories, its
 * port, logs. One process at a time has it. It holds no credentials.
 */
public final class LocalState implements AutoCloseable {
    private final Path folder;
    private final FileChannel channel;

    private LocalState(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder of a cluster.
     *
     * @param context name of the kubeconfig's context
     * @param apiServer address of the Kubernetes API: contexts of several kubeconfigs may have one name
     * @return empty where another process has it
     * @throws IOException if there can be none
     */
    public static Optional<LocalState> take(
            Map<String, String> environment, String context, String apiServer, ClusterRef cluster) throws IOException {
        Path folder = root(environment).resolve(name(context, apiServer, cluster));
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new LocalState(folder.toAbsolutePath(), channel));
    }

    /** Where the folders of all clusters are: {@code $XDG_STATE_HOME/evenkeel/local}. */
    public static Path root(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("XDG_STATE_HOME"))
                .filter(set -> !set.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "."), ".local", "state"))
                .resolve("evenkeel")
                .resolve("local");
    }

    private static String name(String context, String apiServer, ClusterRef cluster) {
        String plain = (context + "-" + cluster.namespace() + "-" + cluster.name()).replaceAll("[^A-Za-z0-9._-]", "_");
        return plain + "-" + digest(String.join("\n", context, apiServer, cluster.namespace(), cluster.name()));
    }

    private static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, 4);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Whether a run was here whose history was kept. */
    public boolean hasHistory() {
        return Files.exists(DevTemporal.database(folder));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
