package dev.evenkeel.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Many seeds, some at once, told of in their order; {@code -Dat.once=N} says how many. A report is written from time to
 * time: an hour's sweep may be broken off.
 */
final class Sweep {
    private static final int REPORTED_EVERY = 50;

    private Sweep() {}

    /** What is written of the runs so far. */
    interface Report<R> {
        void write(List<R> runs) throws IOException;
    }

    /** Plays every seed; each run's line goes to the log as soon as it is over. */
    static <R> List<R> played(String name, LongStream seeds, int usuallyAtOnce, LongFunction<R> play, Report<R> report)
            throws InterruptedException, ExecutionException, IOException {
        ExecutorService players = Executors.newFixedThreadPool(Integer.getInteger("at.once", usuallyAtOnce));
        try {
            List<Future<R>> playing = seeds.mapToObj(seed -> players.submit(() -> {
                        R run = play.apply(seed);
                        System.out.println("[" + name + "] " + run);
                        return run;
                    }))
                    .toList();
            List<R> played = new ArrayList<>();
            for (Future<R> run : playing) {
                played.add(run.get());
                if (played.size() % REPORTED_EVERY == 0 || played.size() == playing.size()) {
                    report.write(played);
                }
            }
            return played;
        } finally {
            players.shutdownNow();
        }
    }
}
