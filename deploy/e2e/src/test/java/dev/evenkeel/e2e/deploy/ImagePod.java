package dev.evenkeel.e2e.deploy;

import dev.evenkeel.e2e.kubernetes.RealKubernetes;
import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod without a container engine: the image's files as a read-only root, the pod's user, variables and mounts, its
 * service account's token. ConfigMaps and Secrets are read from the API as a kubelet would. Needs {@code unshare} with
 * mount namespaces, as root or where users may have namespaces.
 */
final class ImagePod implements AutoCloseable {
    private final Program program;
    private final Path root;

    private ImagePod(Program program, Path root) {
        this.program = program;
        this.root = root;
    }

    /** Starts the pod's only container; its log goes to the folder. */
    static ImagePod start(Image image, PodSpec pod, String namespace, RealKubernetes api, Path folder) {
        Container container = pod.getContainers().get(0);
        Kubelet kubelet = new Kubelet(api, namespace, folder, image.root());
        List<String> mounts = kubelet.mounts(pod, container);
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "bash",
                script(),
                image.root().toString(),
                String.valueOf(pod.getSecurityContext().getRunAsUser()),
                String.valueOf(pod.getSecurityContext().getRunAsGroup()),
                image.workingDirectory(),
                write(folder.resolve("mounts"), lines(mounts)).toString(),
                write(folder.resolve("variables"), lines(kubelet.variables(image, container)))
                        .toString()));
        command.addAll(container.getCommand().isEmpty() ? image.entrypoint() : container.getCommand());
        command.addAll(container.getArgs());
        Path log = folder.resolve(container.getName() + ".log");
        return new ImagePod(Program.start(log, Map.of(), command), image.root());
    }

    private static String script() {
        try {
            return Path.of(ImagePod.class.getResource("pod.sh").toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").reduce("", String::concat);
    }

    private static Path write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    boolean alive() {
        return program.alive();
    }

    /** Waits for its end. */
    int exitCode(Duration limit) {
        return program.ended(limit).exitCode();
    }

    String log() {
        return program.output();
    }

    /** The process whose root is the image's, once there is one. */
    Optional<ProcessHandle> process() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .filter(entry -> root.toString().equals(rootOf(entry)))
                    .map(entry -> Long.parseLong(entry.getFileName().toString()))
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String rootOf(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("root")).toString();
        } catch (IOException goneOrForeign) {
            return "";
        }
    }

    /** A line of what the kernel says of the process, without its name: {@code Uid}, {@code CapEff}, … */
    String status(String name) {
        return lineOf("status", name + ":").substring(name.length() + 1).strip();
    }

    /** How its root is mounted. */
    String rootMount() {
        return lineOf("mountinfo", null);
    }

    private String lineOf(String file, String start) {
        long pid = process()
                .orElseThrow(() -> new AssertionError("it runs no more:\n" + log()))
                .pid();
        return Checkout.text(Path.of("/proc", String.valueOf(pid), file))
                .lines()
                .filter(line -> start == null ? line.split(" ")[4].equals("/") : line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        program.close();
    }

    /** The part of a kubelet's work that a container sees. */
    private record Kubelet(RealKubernetes api, String namespace, Path folder, Path root) {
        private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

        /** Makes the folders that are mounted, and where they are mounted on. */
        List<String> mounts(PodSpec pod, Container container) {
            List<String> mounts = new ArrayList<>();
            mountPoint("/proc");
            mountPoint("/dev");
            for (VolumeMount mount : container.getVolumeMounts()) {
                Volume volume = pod.getVolumes().stream()
                        .filter(one -> one.getName().equals(mount.getName()))
                        .findFirst()
                        .orElseThrow();
                mountPoint(mount.getMountPath());
                mounts.add(source(volume) + " " + mount.getMountPath());
            }
            mountPoint(ACCOUNT);
            mounts.add(account(pod.getServiceAccountName()) + " " + ACCOUNT);
            return mounts;
        }

        private void mountPoint(String path) {
            try {
                Files.createDirectories(root.resolve(path.substring(1)));
            } catch (IOException unable) {
                throw new UncheckedIOException(unable);
            }
        }

        private String source(Volume volume) {
            Path source = folder.resolve("volumes").resolve(volume.getName());
            if (volume.getEmptyDir() != null) {
                return "tmpfs";
            }
            Map<String, String> files = new LinkedHashMap<>();
            if (volume.getConfigMap() != null) {
                files.putAll(api.admin()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName(volume.getConfigMap().getName())
                        .require()
                        .getData());
            } else {
                volume.getSecret()
                        .getItems()
                        .forEach(item -> files.put(
                                item.getPath(), secret(volume.getSecret().getSecretName(), item.getKey())));
            }
            files.forEach((name, content) -> write(source.resolve(name), content));
            return source.toString();
        }

        private String secret(String name, String key) {
            Secret secret =
                    api.admin().secrets().inNamespace(namespace).withName(name).require();
            return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
        }

        private Path account(String name) {
            Path source = folder.resolve("volumes").resolve("account");
            write(source.resolve("token"), api.tokenOf(namespace, name));
            write(source.resolve("ca.crt"), Checkout.text(api.certificate()));
            write(source.resolve("namespace"), namespace);
            return source;
        }

        List<String> variables(Image image, Container container) {
            List<String> variables = new ArrayList<>(image.environment());
            URI url = URI.create(api.url());
            variables.add("KUBERNETES_SERVICE_HOST=" + url.getHost());
            variables.add("KUBERNETES_SERVICE_PORT=" + url.getPort());
            for (EnvVar variable : container.getEnv()) {
                String value = variable.getValueFrom() == null
                        ? variable.getValue()
                        : secret(
                                variable.getValueFrom().getSecretKeyRef().getName(),
                                variable.getValueFrom().getSecretKeyRef().getKey());
                variables.add(variable.getName() + "=" + value);
            }
            return variables;
        }
    }
}
