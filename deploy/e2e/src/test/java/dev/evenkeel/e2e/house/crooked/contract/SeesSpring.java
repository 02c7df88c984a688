package dev.evenkeel.e2e.house.crooked.contract;

/** Spring is the worker's. */
final class SeesSpring {
    org.springframework.context.ApplicationContext wrong;
}
