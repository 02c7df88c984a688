package dev.evenkeel.emqx;

import java.util.List;

/** Makes clients. One per process; it owns the connection pool. */
public interface EmqxClients extends AutoCloseable {
    /**
     * A client for a cluster.
     *
     * @param cluster what messages call it
     * @param entryPoints where its nodes answer, at least one
     */
    EmqxClient open(String cluster, List<EntryPoint> entryPoints, Credentials credentials);

    @Override
    void close();
}
