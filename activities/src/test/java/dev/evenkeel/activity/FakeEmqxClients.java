package dev.evenkeel.activity;

import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.emqx.EntryPoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Hands out one client, and remembers which credentials were to be sent where. */
final class FakeEmqxClients implements EmqxClients {
    private final EmqxClient client;
    private final List<Opened> opened = new ArrayList<>();

    FakeEmqxClients(EmqxClient client) {
        this.client = client;
    }

    @Override
    public EmqxClient open(String cluster, List<EntryPoint> entryPoints, Credentials credentials) {
        opened.add(new Opened(cluster, entryPoints.stream().map(EntryPoint::url).toList(), credentials));
        return client;
    }

    List<Opened> opened() {
        return List.copyOf(opened);
    }

    @Override
    public void close() {
        opened.clear();
    }

    record Opened(String cluster, List<URI> urls, Credentials credentials) {}
}
