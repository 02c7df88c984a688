package dev.evenkeel.worker;

import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.emqx.ClientCounters;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.emqx.EmqxNode;
import dev.evenkeel.emqx.EntryPoint;
import dev.evenkeel.emqx.ExaminedEmqx;
import dev.evenkeel.emqx.GlobalStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Measures what is asked of EMQX: one question each, however many nodes had to be tried for the answer. */
final class MeteredEmqxClients implements EmqxClients {
    private final EmqxClients clients;
    private final MeterRegistry registry;

    MeteredEmqxClients(EmqxClients clients, MeterRegistry registry) {
        this.clients = clients;
        this.registry = registry;
    }

    @Override
    public EmqxClient open(String cluster, List<EntryPoint> entryPoints, Credentials credentials) {
        return new Metered(clients.open(cluster, entryPoints, credentials));
    }

    @Override
    public void close() {
        clients.close();
    }

    private <T> T timed(String operation, Supplier<T> request) {
        return Meters.timed(registry, Meters.EMQX, operation, request);
    }

    private final class Metered implements EmqxClient {
        private final EmqxClient client;

        private Metered(EmqxClient client) {
            this.client = client;
        }

        @Override
        public List<EmqxNode> nodes() {
            return timed("nodes", client::nodes);
        }

        @Override
        public GlobalStatus globalStatus(String preferred) {
            return timed("globalStatus", () -> client.globalStatus(preferred));
        }

        @Override
        public ClientCounters counters() {
            return timed("counters", client::counters);
        }

        @Override
        public ExaminedEmqx examine(InstantSource clock) {
            return timed("examine", () -> client.examine(clock));
        }

        @Override
        public StartAnswer start(String coordinator, List<String> nodes, StartParameters parameters) {
            return timed("start", () -> client.start(coordinator, nodes, parameters));
        }

        @Override
        public StopAnswer stop(String coordinator) {
            return timed("stop", () -> client.stop(coordinator));
        }

        @Override
        public boolean available(String node) {
            return timed("available", () -> client.available(node));
        }
    }
}
