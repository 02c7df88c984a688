package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The process as it is started from a shell. */
final class WorkerProcessTest {
    @Test
    void endsWithTwoAndAListOfWhatIsWrong() throws Exception {
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerApplication.class.getName(),
                        "--evenkeel.pace.stedy=1s",
                        "--evenkeel.pace.speed=0",
                        "--evenkeel.connections.plant.secret=hunter2")
                .redirectErrorStream(true)
                .start();
        String output = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(2);
        assertThat(output)
                .contains("evenkeel.pace.stedy", "evenkeel.pace.speed", "evenkeel.connections.plant.secret")
                .doesNotContain("\tat ", "hunter2");
    }
}
