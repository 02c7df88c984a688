package dev.evenkeel.contract;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Acceptable requests of every shape. */
final class RandomRequests {
    private final Random random;

    private RandomRequests(long seed) {
        this.random = new Random(seed);
    }

    static List<RebalanceRequest> seeded(long seed, int count) {
        RandomRequests requests = new RandomRequests(seed);
        return Stream.generate(requests::next).limit(count).toList();
    }

    private RebalanceRequest next() {
        boolean inKubernetes = random.nextBoolean();
        Lever lever = Lever.values()[random.nextInt(Lever.values().length)];
        return new RebalanceRequest(
                inKubernetes ? Optional.of("emqx-" + random.nextInt(9)) : Optional.empty(),
                maybe(() -> List.of("EMQX", "EmqxEnterprise", "StatefulSet").get(random.nextInt(3))),
                inKubernetes ? maybe(() -> "ns-" + random.nextInt(9)) : Optional.empty(),
                inKubernetes ? maybe(() -> "Prod_" + random.nextInt(9)) : Optional.of("lab.1"),
                lever,
                strategy(),
                random.nextBoolean(),
                lever == Lever.NONE ? Optional.empty() : maybe(() -> Duration.ofSeconds(1 + random.nextInt(600))),
                pacing(),
                guardrails(),
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(node -> "emqx@10.0.0." + node)
                        .toList(),
                random.nextInt(21),
                approval(),
                maybe(() -> "warum \u2192 \ud83d\ude00 " + random.nextInt()));
    }

    private ApprovalPolicy approval() {
        boolean required = random.nextBoolean();
        Duration timeout = Duration.ofSeconds(1 + random.nextInt(604_800));
        Duration least =
                timeout.dividedBy(ApprovalPolicy.PLANS_MAX).plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        return new ApprovalPolicy(
                required,
                timeout,
                required ? maybe(this::autoApprove) : Optional.empty(),
                least.plusSeconds(random.nextInt(600_000)),
                percent());
    }

    private ApprovalPolicy.Limits autoApprove() {
        return new ApprovalPolicy.Limits(
                Optional.of(percent()),
                maybe(this::percent),
                maybe(this::positive),
                maybe(() -> Duration.ofSeconds(1 + random.nextInt(604_800))));
    }

    private RebalanceStrategy strategy() {
        return new RebalanceStrategy(
                maybe(this::positive),
                maybe(this::positive),
                maybe(this::pause),
                maybe(this::pause),
                maybe(this::positive),
                maybe(this::factor),
                maybe(this::positive),
                maybe(this::factor));
    }

    private Pacing pacing() {
        Optional<Duration> half = maybe(() -> Duration.ofSeconds(random.nextInt(3_600)));
        return new Pacing(
                maybe(this::positive),
                half,
                maybe(() -> half.orElse(Duration.ZERO).plusSeconds(random.nextInt(3_600))),
                maybe(() -> 1 + random.nextInt(100) + (random.nextBoolean() ? "%" : "")),
                maybe(() -> Duration.ofSeconds(random.nextInt(601))));
    }

    private Guardrails guardrails() {
        return new Guardrails(
                percent(),
                percent(),
                percent(),
                10 + random.nextInt(3_591),
                Duration.ofSeconds(1 + random.nextInt(3_600)),
                IntStream.range(0, random.nextInt(11))
                        .mapToObj(index -> new GuardCondition(
                                "condition-" + index,
                                "max(rate(x{pod=~\"b.*\"}[1m]))\n> " + random.nextDouble(),
                                GuardCondition.Reaction.values()[random.nextInt(3)]))
                        .toList());
    }

    private double percent() {
        return 100 * (1 - random.nextDouble());
    }

    private int positive() {
        return Math.max(1, random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(31));
    }

    private Duration pause() {
        return Duration.ofSeconds(random.nextInt(4_294_968));
    }

    private double factor() {
        return 1 + random.nextDouble() * Math.pow(10, random.nextInt(20)) + 1e-9;
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }
}
