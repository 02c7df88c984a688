package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.client.FakeTemporal;
import dev.evenkeel.contract.ContractJson;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alternatives side by side: on paper without any Temporal, and for a cluster by a plan each. */
final class WhatIfCommandTest {
    private static final String MILLION = "112000,111000,111000,111000,111000,111000,111000,111000,111000,0";

    private final Typed typed = Typed.inEarnest().with("TEMPORAL_ADDRESS", "127.0.0.1:1");

    @Test
    void showsAlternativesOnPaper() {
        Typed.Answer answer = typed.run(
                "plan",
                "--what-if",
                "--nodes",
                MILLION,
                "--reconnect-p50",
                "30s",
                "--reconnect-p95",
                "57s",
                "--budget",
                "500,1000",
                "--rate",
                "500");

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).contains("IF", "TIME", "OFFLINE", "rate 500 ", "budget 500 ", "budget 1,000 ");
        assertThat(answer.code()).isZero();
        assertThat(typed.connections()).isZero();
    }

    @Test
    void writesJson() throws Exception {
        Typed.Answer answer = typed.run(
                "plan",
                "--what-if",
                "--nodes",
                "3334,3333,3333,0",
                "--rate",
                "10,20",
                "--abs-conn-threshold",
                "100",
                "--rel-conn-threshold",
                "1.1",
                "-o",
                "json");

        JsonNode rows = ContractJson.mapper().readTree(answer.out());
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).at("/alternative").asText()).isEqualTo("rate 10");
        assertThat(rows.get(0).at("/connEvictRate").asInt()).isEqualTo(10);
        assertThat(rows.get(0).at("/run/ticks").asInt()).isEqualTo(78);
        assertThat(rows.get(0).at("/run/connectsPerSecond").asInt()).isEqualTo(30);
        assertThat(rows.get(1).at("/run/connectsPerSecond").asInt()).isEqualTo(60);
    }

    @Test
    void jsonHasAllThatTheTableHas() throws Exception {
        Typed.Answer answer = typed.run(
                "plan",
                "--what-if",
                "--nodes",
                MILLION,
                "--reconnect-p95",
                "57s",
                "--budget",
                "500,1000",
                "-o",
                "json");

        for (JsonNode row : ContractJson.mapper().readTree(answer.out())) {
            JsonNode run = row.at("/run");
            assertThat(run.at("/ticks").asInt()).isPositive();
            assertThat(Duration.parse(run.at("/took").asText())).isPositive();
            assertThat(run.at("/offlinePeak").asInt()).isPositive();
            assertThat(run.at("/connectsPerSecond").asInt()).isPositive();
            assertThat(run.at("/skew").asDouble()).isBetween(1.0, 1.05);
            for (String line : List.of("fullestDonor", "fullestRecipient", "offline", "connectsPerSecond")) {
                assertThat(run.at("/timeline/" + line).size()).isBetween(100, 200);
            }
        }
    }

    @Test
    void drawsAlternatives(@TempDir Path folder) throws Exception {
        Path png = folder.resolve("what-if.png");
        Typed.Answer written = drawn("png", "--output-file", png.toString());
        Typed.Answer streamed = drawn("svg");

        BufferedImage picture = ImageIO.read(png.toFile());
        assertThat(written.out() + written.err()).isEmpty();
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(1000, 600);
        assertThat(coloursOf(picture)).contains(0x0072b2, 0xd55e00);
        assertThat(streamed.out()).startsWith("<?xml").contains("<svg", "stroke:rgb(0,114,178)", "</svg>");
        assertThat(typed.connections()).isZero();
    }

    @Test
    void drawsNothingThatCannotBeSeen() {
        assertThat(typed.run("plan", "emqx-ee", "-o", "svg").err()).contains("--output", "only with --what-if");
        assertThat(typed.run("plan", "--what-if", "--nodes", MILLION, "--rate", "1,2,3,4,5,6,7,8", "-o", "svg")
                        .err())
                .contains("a picture of 7 alternatives at most, not of 8");
        assertThat(drawn("svg", "--output-file", "/nowhere/at/all.svg").err()).contains("a file that can be written");
        assertThat(Typed.inEarnest()
                        .onTerminal()
                        .run("plan", "--what-if", "--nodes", MILLION, "-o", "png")
                        .err())
                .contains("a terminal shows no pictures");
    }

    @Test
    void tellsWhyThereIsNothingToDraw() {
        Typed.Answer answer = typed.run("plan", "--what-if", "--nodes", MILLION, "--budget", "12", "-o", "svg");

        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("leave less than one a second");
        assertThat(answer.code()).isEqualTo(3);
    }

    private Typed.Answer drawn(String format, String... more) {
        return typed.run(Stream.concat(
                        Stream.of(
                                "plan",
                                "--what-if",
                                "--nodes",
                                MILLION,
                                "--reconnect-p95",
                                "57s",
                                "--budget",
                                "500,1000",
                                "-o",
                                format),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static Set<Integer> coloursOf(BufferedImage picture) {
        return IntStream.range(0, picture.getWidth() * picture.getHeight())
                .mapToObj(pixel -> picture.getRGB(pixel % picture.getWidth(), pixel / picture.getWidth()) & 0xffffff)
                .collect(Collectors.toSet());
    }

    @Test
    void saysWhyAnAlternativeWouldBeRefused() {
        Typed.Answer answer = typed.run("plan", "--what-if", "--nodes", MILLION, "--budget", "12");

        assertThat(answer.out()).contains("budget 12").contains("leave less than one a second");
        assertThat(answer.code()).isEqualTo(3);
    }

    @Test
    void asksForAPlanOfEachAlternativeOfACluster() {
        try (FakeTemporal temporal = FakeTemporal.withWorker()) {
            Typed.Answer answer =
                    Typed.at(temporal).run("plan", "emqx-ee", "--what-if", "--rate", "10,20", "-o", "json");

            assertThat(answer.out()).contains("rate 10", "rate 20");
            assertThat(answer.code()).isZero();
        }
    }
}
