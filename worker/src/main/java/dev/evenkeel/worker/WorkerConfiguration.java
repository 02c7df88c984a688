package dev.evenkeel.worker;

import dev.evenkeel.activity.OpenRuns;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.emqx.RetrofitEmqxClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts, in the order in which they need each other; they are closed in the other one, after the drain. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerApplication.class);

    /** By this name Temporal's starter takes it for its client. */
    @Bean
    DataConverter mainDataConverter() {
        return ContractJson.dataConverter();
    }

    @Bean
    TemporalAddress temporalAddress(
            @Value("${spring.temporal.connection.target}") String target,
            @Value("${spring.temporal.namespace}") String namespace) {
        return new TemporalAddress(target, namespace);
    }

    @Bean
    TemporalNews temporalNews(MeterRegistry registry) {
        TemporalNews news = new TemporalNews();
        Meters.temporalSilence(registry, news, InstantSource.system());
        return news;
    }

    @Bean
    EmqxClients emqxClients(EvenkeelSettings settings, MeterRegistry registry) {
        return new MeteredEmqxClients(new RetrofitEmqxClients(settings.emqx().timeouts()), registry);
    }

    @Bean
    KubernetesAccess kubernetesAccess(EvenkeelSettings settings, Environs environs, MeterRegistry registry) {
        KubernetesAccess access = settings.kubernetes()
                .api(environs)
                .map(api -> KubernetesAccess.open(api, settings.kubernetes().reach()))
                .orElseGet(KubernetesAccess::none);
        return MeteredKubernetes.of(access, registry);
    }

    @Bean
    RebalanceWorker rebalanceWorker(
            EvenkeelSettings settings,
            Environs environs,
            EmqxClients emqx,
            KubernetesAccess kubernetes,
            WorkflowClient client) {
        return new RebalanceWorker(new RebalanceWorker.Surroundings(
                environs.processName(),
                settings.defaultNamespace(),
                settings.profiles(environs),
                emqx,
                kubernetes,
                new OpenRuns(client),
                settings.pace().pace(),
                settings.janitor().times(),
                InstantSource.system(),
                Sleeper.wallClock(),
                settings.prometheus().client(environs)));
    }

    @Bean
    JanitorRounds janitorRounds(
            RebalanceWorker worker, EvenkeelSettings settings, Environs environs, MeterRegistry registry) {
        JanitorRounds rounds = new JanitorRounds(
                worker.janitor(),
                settings.kubernetes().api(environs).isPresent() ? settings.janitorNamespaces() : List.of(),
                settings.janitor().every(),
                registry);
        worker.onGone(rounds::now);
        return rounds;
    }

    @Bean
    WorkerLifecycle workerLifecycle(
            RebalanceWorker worker,
            EvenkeelSettings settings,
            Environs environs,
            WorkflowClient client,
            TemporalNews news,
            TemporalAddress address,
            MeterRegistry registry) {
        LOG.info("settings: {}", String.join(" ", Shown.of(settings)));
        if (settings.kubernetes().api(environs).isEmpty()) {
            LOG.info("no Kubernetes: only clusters that a connection has urls for can be balanced");
        }
        return new WorkerLifecycle(
                worker,
                settings.worker(),
                client,
                settings.worker()
                        .factoryOptions()
                        .setWorkerInterceptors(new OutcomeInterceptor(registry))
                        .build(),
                news,
                address,
                InstantSource.system());
    }

    @Bean
    TemporalHealthIndicator temporalHealthIndicator(
            WorkerLifecycle worker, TemporalNews news, TemporalAddress address) {
        return new TemporalHealthIndicator(worker, news, address, InstantSource.system());
    }
}
