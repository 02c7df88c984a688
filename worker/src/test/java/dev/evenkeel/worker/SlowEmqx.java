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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A balanced cluster of two nodes, which answers when it is told to. Starts and stops nothing. */
final class SlowEmqx implements EmqxClients, EmqxClient {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);

    @Override
    public EmqxClient open(String cluster, List<EntryPoint> entryPoints, Credentials credentials) {
        return this;
    }

    @Override
    public List<EmqxNode> nodes() {
        asked.countDown();
        try {
            answer.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return List.of(
                new EmqxNode("emqx@a", true, true, "5.10.3", 100, 100, Optional.empty()),
                new EmqxNode("emqx@b", true, true, "5.10.3", 100, 100, Optional.empty()));
    }

    @Override
    public GlobalStatus globalStatus(String preferred) {
        return new GlobalStatus(Optional.empty(), List.of(), List.of(), List.of());
    }

    @Override
    public ClientCounters counters() {
        return new ClientCounters(200, 0, Map.of(), Map.of());
    }

    @Override
    public boolean available(String node) {
        return true;
    }

    @Override
    public ExaminedEmqx examine(InstantSource clock) {
        return new ExaminedEmqx(List.of(), Optional.of(nodes()), Optional.of(globalStatus("")), Optional.empty());
    }

    @Override
    public StartAnswer start(String coordinator, List<String> nodes, StartParameters parameters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StopAnswer stop(String coordinator) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        answer.countDown();
    }
}
