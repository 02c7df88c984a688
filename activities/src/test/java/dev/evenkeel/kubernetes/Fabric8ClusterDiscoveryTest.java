package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;

@EnableKubernetesMockClient(crud = true, https = false)
class Fabric8ClusterDiscoveryTest extends DiscoveryCases {
    private KubernetesMockServer server;

    @Override
    Bench open() {
        return new MockBench(server);
    }
}
