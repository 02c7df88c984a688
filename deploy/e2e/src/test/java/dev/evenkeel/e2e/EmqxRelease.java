package dev.evenkeel.e2e;

import dev.evenkeel.simulator.SimulatedCluster;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The releases that every scenario of the main path plays on: one of each line that differs, and 4.4 before and after it changed. */
public enum EmqxRelease {
    /** The article's: availability_check wants a key, and donors refuse clients from the start on. */
    E4_4_19("4.4.19"),
    E4_4_24("4.4.24"),
    E5_1("5.1.1"),
    E5_8("5.8.6"),
    E5_10("5.10.3"),
    E6_1("6.1.0");

    private final String version;

    EmqxRelease(String version) {
        this.version = version;
    }

    /** The same cluster, of this release. */
    UnaryOperator<SimulatedCluster.Builder> of(UnaryOperator<SimulatedCluster.Builder> shape) {
        return builder -> shape.apply(builder).version(version);
    }

    boolean speaksV4() {
        return version.startsWith("4.");
    }

    /** Every release with every one of these. */
    static <T> Stream<Arguments> times(T[] values) {
        return Arrays.stream(values())
                .flatMap(release -> Arrays.stream(values).map(value -> Arguments.of(release, value)));
    }

    @Override
    public String toString() {
        return version;
    }
}
