package dev.evenkeel.e2e;

import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes;
import java.util.List;

/** A stage whose Kubernetes is simulated, and so can be told to fail. */
public interface SimulatedStage extends Stage {
    SimulatedKubernetes kubernetes();

    @Override
    default String podOf(String node) {
        return kubernetes().podOf(node);
    }

    @Override
    default List<String> servingPods() {
        return kubernetes().servingPods();
    }
}
