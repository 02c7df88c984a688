package dev.evenkeel.emqx;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.evenkeel.contract.StartParameters;
import java.util.List;

/**
 * Body of a start, the same in every release. Unknown fields are refused by EMQX; the RPC limits of 5.9 and later are left to
 * its defaults of 15 s.
 */
record StartBody(
        @JsonProperty("nodes") List<String> nodes,
        @JsonProperty("conn_evict_rate") int connEvictRate,
        @JsonProperty("sess_evict_rate") int sessEvictRate,
        @JsonProperty("wait_health_check") long waitHealthCheckSeconds,
        @JsonProperty("wait_takeover") long waitTakeoverSeconds,
        @JsonProperty("abs_conn_threshold") int absConnThreshold,
        @JsonProperty("rel_conn_threshold") double relConnThreshold,
        @JsonProperty("abs_sess_threshold") int absSessThreshold,
        @JsonProperty("rel_sess_threshold") double relSessThreshold) {
    static StartBody of(List<String> nodes, StartParameters parameters) {
        return new StartBody(
                List.copyOf(nodes),
                parameters.connEvictRate(),
                parameters.sessEvictRate(),
                parameters.waitHealthCheck().toSeconds(),
                parameters.waitTakeover().toSeconds(),
                parameters.connections().absolute(),
                parameters.connections().relative(),
                parameters.sessions().absolute(),
                parameters.sessions().relative());
    }
}
