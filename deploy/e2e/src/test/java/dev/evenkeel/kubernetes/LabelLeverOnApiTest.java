package dev.evenkeel.kubernetes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The same cases as on the mock, on Kubernetes' own API. */
@Tag("kubernetes")
@Timeout(180)
final class LabelLeverOnApiTest extends LabelLeverCases {
    @Override
    Bench open() {
        return ControlPlaneBench.open();
    }
}
