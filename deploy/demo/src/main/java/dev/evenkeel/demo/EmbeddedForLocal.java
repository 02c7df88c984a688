package dev.evenkeel.demo;

import dev.evenkeel.worker.LocalTemporal;
import io.temporal.client.WorkflowClient;
import java.util.Optional;

/** Lends the embedded Temporal to {@code evenkeel local}, which shares the launcher's class path with the demo. */
public final class EmbeddedForLocal implements LocalTemporal.Embedded {
    @Override
    public LocalTemporal start() {
        EmbeddedTemporal temporal = new EmbeddedTemporal();
        return new LocalTemporal() {
            @Override
            public String description() {
                return temporal.description();
            }

            @Override
            public Optional<String> address() {
                return temporal.address();
            }

            @Override
            public WorkflowClient client() {
                return temporal.client();
            }

            @Override
            public void close() {
                temporal.close();
            }
        };
    }
}
