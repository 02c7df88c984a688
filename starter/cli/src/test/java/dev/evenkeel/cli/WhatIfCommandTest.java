package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.client.FakeTemporal;
import dev.evenkeel.contract.ContractJson;
import org.junit.jupiter.api.Test;

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
