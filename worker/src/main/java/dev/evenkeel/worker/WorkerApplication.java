package dev.evenkeel.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * The worker process. Settings are read before anything is made, so that wrong ones show at once and alone; exit code 2
 * then. Nothing is scanned: what there is stands in {@link WorkerConfiguration}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(WorkerConfiguration.class)
public final class WorkerApplication {
    private WorkerApplication() {}

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    static SpringApplication application() {
        return application(Environs.ofProcess());
    }

    static SpringApplication application(Environs environs) {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        application.addInitializers(context -> readSettings(context, environs));
        return application;
    }

    private static void readSettings(ConfigurableApplicationContext context, Environs environs) {
        EvenkeelSettings settings = SettingsReader.read(context.getEnvironment(), environs);
        context.getBeanFactory().registerSingleton("evenkeelSettings", settings);
        context.getBeanFactory().registerSingleton("environs", environs);
    }
}
