package dev.evenkeel.e2e.kubernetes;

import dev.evenkeel.simulator.Ledger;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What EMQX Operator 2.2.29 does with the readiness gates of one cluster, as it was measured: in passes of 30.4 s (1.3 s
 * while a pod is not Ready) it asks each pod's {@code availability_check} and sets the gate of those pods whose answer has
 * changed, all in one pass; one failed look at EMQX closes all gates. It also writes down who flipped which gate when.
 */
final class OperatorLoop implements AutoCloseable {
    private static final Duration PASS = Duration.ofMillis(30_400);
    private static final Duration PASS_WHILE_NOT_READY = Duration.ofMillis(1_300);

    /** An EMQX pass looks at the pods again so much after it has set their gates. */
    private static final Duration SECOND_LOOK = Duration.ofMillis(200);

    private static final Duration WRITE_SHOWS_WITHIN = Duration.ofSeconds(3);

    private final KubeBench bench;
    private final double speed;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "operator");
        thread.setDaemon(true);
        return thread;
    });
    private final KubernetesClient client;
    private final SharedIndexInformer<Pod> pods;
    private final List<Flip> seen = new CopyOnWriteArrayList<>();
    private final List<Flip> written = new CopyOnWriteArrayList<>();
    private final Optional<Duration> deafFor;
    private volatile boolean failing;

    /** A gate that changed. */
    record Flip(Instant at, String pod, boolean serving) {}

    /** One that passes by its own clock, from a moment on that is so far within its period. */
    static OperatorLoop passing(KubeBench bench, double speed, double phase) {
        OperatorLoop operator = new OperatorLoop(bench, speed, Optional.empty());
        operator.pass(Duration.ofNanos(Math.round(PASS.toNanos() * phase)));
        return operator;
    }

    /** One whose next pass comes so long after each start of EMQX, in EMQX's time; otherwise it passes all the time. */
    static OperatorLoop deafFor(KubeBench bench, double speed, Duration sinceStart) {
        OperatorLoop operator = new OperatorLoop(bench, speed, Optional.of(sinceStart));
        operator.pass(Duration.ZERO);
        return operator;
    }

    private OperatorLoop(KubeBench bench, double speed, Optional<Duration> deafFor) {
        this.bench = bench;
        this.speed = speed;
        this.deafFor = deafFor;
        client = bench.api().admin();
        pods = client.pods().inNamespace(bench.namespace()).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                // Its gate is not a flip.
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                if (open(before) != open(pod)) {
                    seen.add(new Flip(Instant.now(), pod.getMetadata().getName(), open(pod)));
                }
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                // Nor is its end.
            }
        });
    }

    /** Whether its looks at EMQX fail from now on. */
    void failing(boolean on) {
        failing = on;
    }

    private void pass(Duration after) {
        long nanos = Math.round(after.toNanos() / speed);
        loop.schedule(this::once, nanos, TimeUnit.NANOSECONDS);
    }

    private void once() {
        Duration next = PASS_WHILE_NOT_READY;
        try {
            if (!deaf()) {
                List<Pod> now = bench.pods().values().stream().toList();
                now.forEach(this::set);
                TimeUnit.NANOSECONDS.sleep(Math.round(SECOND_LOOK.toNanos() / speed));
                next = bench.pods().values().stream().allMatch(OperatorLoop::ready) && deafFor.isEmpty()
                        ? PASS
                        : PASS_WHILE_NOT_READY;
            } else {
                next = Duration.ofMillis(100);
            }
        } catch (KubernetesClientException away) {
            next = PASS_WHILE_NOT_READY;
        } catch (InterruptedException closed) {
            return;
        } catch (RuntimeException broken) {
            broken.printStackTrace();
        }
        if (!loop.isShutdown()) {
            pass(next);
        }
    }

    private boolean deaf() {
        List<Ledger.Start> starts = bench.emqx().ledger().starts();
        if (deafFor.isEmpty()
                || starts.isEmpty()
                || bench.emqx().faults().coordinators().isEmpty()) {
            return false;
        }
        Duration since =
                bench.emqx().elapsed().minus(starts.get(starts.size() - 1).elapsed());
        return since.compareTo(deafFor.get()) < 0;
    }

    private void set(Pod pod) {
        String name = pod.getMetadata().getName();
        boolean available = !failing && available(name);
        if (pod.getMetadata().getDeletionTimestamp() == null && available != open(pod)) {
            written.add(new Flip(Instant.now(), name, available));
            bench.gate(name, available);
        }
    }

    private boolean available(String pod) {
        URI api = bench.emqx().node(bench.nodeOf(pod)).apiUrl();
        try {
            return http.send(
                                    HttpRequest.newBuilder(api.resolve("/api/v5/load_rebalance/availability_check"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException silent) {
            return false;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Flips that somebody else made. */
    List<Flip> byOthers() {
        List<Flip> mine = new ArrayList<>(written);
        List<Flip> others = new ArrayList<>();
        for (Flip flip : seen) {
            Optional<Flip> write = mine.stream()
                    .filter(one -> one.pod().equals(flip.pod()) && one.serving() == flip.serving())
                    .filter(one -> !one.at().isAfter(flip.at())
                            && one.at().plus(WRITE_SHOWS_WITHIN).isAfter(flip.at()))
                    .findFirst();
            write.ifPresentOrElse(mine::remove, () -> others.add(flip));
        }
        return others;
    }

    /** Flips by which the loop undid what somebody else had set, although EMQX had said the same all the time. */
    List<Flip> undone() {
        List<Flip> others = byOthers();
        List<Flip> undone = new ArrayList<>();
        for (Flip flip : seen) {
            List<Flip> earlier = seen.stream()
                    .filter(one -> one.pod().equals(flip.pod()) && one.at().isBefore(flip.at()))
                    .toList();
            if (!others.contains(flip) && !earlier.isEmpty()) {
                Flip last = earlier.get(earlier.size() - 1);
                if (others.contains(last) && rebalancing(last.at()) == rebalancing(flip.at())) {
                    undone.add(flip);
                }
            }
        }
        return undone;
    }

    /** Flips of somebody else that say what EMQX did not say. */
    List<Flip> untrue() {
        return byOthers().stream()
                .filter(flip -> flip.serving() == rebalancing(flip.at()))
                .toList();
    }

    /** Whether EMQX was rebalancing then. */
    boolean rebalancing(Instant at) {
        Ledger ledger = bench.emqx().ledger();
        long begun = ledger.starts().stream()
                .filter(start -> !start.at().isAfter(at))
                .count();
        long ended = ledger.finishes().stream()
                        .filter(finish -> !finish.at().isAfter(at))
                        .count()
                + ledger.stops().stream().filter(stop -> !stop.at().isAfter(at)).count();
        return begun > ended;
    }

    /** Every gate by its pod. */
    Map<String, Boolean> gates() {
        Map<String, Boolean> gates = new java.util.TreeMap<>();
        bench.pods().forEach((name, pod) -> gates.put(name, open(pod)));
        return gates;
    }

    static boolean open(Pod pod) {
        return condition(pod, EmqxObjects.GATE);
    }

    private static boolean ready(Pod pod) {
        return condition(pod, "Ready");
    }

    private static boolean condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(one -> type.equals(one.getType()))
                .map(PodCondition::getStatus)
                .anyMatch("True"::equals);
    }

    @Override
    public void close() {
        loop.shutdownNow();
        pods.close();
    }
}
