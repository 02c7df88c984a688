package dev.evenkeel.e2e.house.crooked.worker;

/** The worker has no command line. */
final class SeesPicocli {
    picocli.CommandLine wrong;
}
