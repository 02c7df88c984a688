package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Wave;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Lease of ours as the object that the API stores, and back. The annotations beside the wave are for people; the wave
 * holds the same for programs. Pure.
 */
final class LeaseObjects {
    static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
    static final String MANAGED_BY = "evenkeel";

    private static final String CLUSTER = "evenkeel.dev/cluster";
    private static final String CONNECTION = "evenkeel.dev/connection";
    private static final String RUN = "evenkeel.dev/run";
    private static final String LAST_SIGN = "evenkeel.dev/last-sign-of-run";
    private static final String LEVER = "evenkeel.dev/lever";
    private static final String COORDINATOR = "evenkeel.dev/coordinator";
    private static final String DONORS = "evenkeel.dev/donors";
    private static final String WAVE = "evenkeel.dev/wave";
    private static final String RESTORED = "evenkeel.dev/endpoints-restored";

    private LeaseObjects() {}

    static Lease object(ClusterLease lease) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(CLUSTER, lease.cluster().name());
        lease.cluster().connection().ifPresent(name -> annotations.put(CONNECTION, name));
        annotations.put(RUN, lease.run());
        annotations.put(LAST_SIGN, lease.lastSignAt().toString());
        annotations.put(LEVER, lease.lever().name());
        annotations.put(Marks.EXCLUDED_UNTIL, lease.hardStop().toString());
        annotations.put(RESTORED, String.valueOf(lease.endpointsRestored()));
        lease.wave().ifPresent(wave -> {
            annotations.put(COORDINATOR, wave.coordinator());
            annotations.put(DONORS, String.join(",", wave.donors()));
            annotations.put(WAVE, json(wave));
        });
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(lease.name())
                .withNamespace(lease.namespace())
                .addToLabels(MANAGED_BY_LABEL, MANAGED_BY)
                .withAnnotations(annotations)
                .withResourceVersion(lease.version().orElse(null))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(lease.holder())
                .withLeaseDurationSeconds(
                        Math.max(1, Math.toIntExact(lease.duration().toSeconds())))
                .withRenewTime(lease.renewedAt().atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    /** Empty where the object is none of ours, or too damaged to say whose it is. */
    static Optional<ClusterLease> read(Lease object) {
        Map<String, String> notes =
                Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
        LeaseSpec spec = object.getSpec();
        String name = object.getMetadata().getName();
        boolean ours = name.startsWith(ClusterLease.NAME_PREFIX) && notes.containsKey(RUN);
        if (!ours || spec == null || spec.getHolderIdentity() == null || spec.getRenewTime() == null) {
            return Optional.empty();
        }
        String statefulSet = name.substring(ClusterLease.NAME_PREFIX.length());
        Instant renewed = spec.getRenewTime().toInstant();
        return Optional.of(new ClusterLease(
                object.getMetadata().getNamespace(),
                statefulSet,
                new ClusterRef(
                        object.getMetadata().getNamespace(),
                        notes.getOrDefault(CLUSTER, statefulSet),
                        Optional.ofNullable(notes.get(CONNECTION))),
                notes.get(RUN),
                lever(notes.get(LEVER)),
                Optional.ofNullable(notes.get(WAVE)).flatMap(LeaseObjects::wave),
                instant(notes.get(Marks.EXCLUDED_UNTIL)).orElse(renewed),
                spec.getHolderIdentity(),
                renewed,
                Duration.ofSeconds(
                        Optional.ofNullable(spec.getLeaseDurationSeconds()).orElse(0)),
                instant(notes.get(LAST_SIGN)).orElse(renewed),
                Boolean.parseBoolean(notes.get(RESTORED)),
                Optional.ofNullable(object.getMetadata().getResourceVersion())));
    }

    private static Lever lever(String text) {
        return Arrays.stream(Lever.values())
                .filter(lever -> lever.name().equals(text))
                .findFirst()
                .orElse(Lever.NONE);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException edited) {
            return Optional.empty();
        }
    }

    /** Somebody's edit must not keep pods out: an unreadable wave is one that nothing is known of. */
    private static Optional<Wave> wave(String text) {
        try {
            return Optional.ofNullable(ContractJson.mapper().readValue(text, Wave.class));
        } catch (JsonProcessingException edited) {
            return Optional.empty();
        }
    }

    private static String json(Wave wave) {
        try {
            return ContractJson.mapper().writeValueAsString(wave);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a wave cannot be written as JSON", impossible);
        }
    }
}
