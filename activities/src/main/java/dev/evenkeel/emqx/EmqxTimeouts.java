package dev.evenkeel.emqx;

import java.time.Duration;

/**
 * How long EMQX is waited for.
 *
 * @param connect until a connection stands. 2 s: one lost SYN is sent again after 1 s
 * @param read between two packets of an answer to a read. 4 s: EMQX answers reads in milliseconds, and where one of
 *     its nodes is frozen it takes 15 to 45 s, which no attempt of ours can wait for
 * @param readCall a read at one entry point, everything included. 5 s: {@code read} and a slow connect
 * @param allReads a read over all entry points. 8.5 s: a look is an attempt of at most 10 s
 * @param another what is kept back for each further entry point. 1.5 s: a healthy node needs a hundredth of it
 * @param write a start or stop, everything included. 18 s: EMQX itself gives up on the node in the path after 15 s
 * @param dead how long an entry point that did not answer is asked last. 10 s: two or three looks
 * @param nodeName how long a node name that was asked for is believed. 60 s: addresses of pods are given again
 */
public record EmqxTimeouts(
        Duration connect,
        Duration read,
        Duration readCall,
        Duration allReads,
        Duration another,
        Duration write,
        Duration dead,
        Duration nodeName) {
    public EmqxTimeouts {
        if (connect.isNegative() || connect.isZero() || read.isZero() || readCall.isZero() || write.isZero()) {
            // To OkHttp 0 means "for ever".
            throw new IllegalArgumentException("connect, read, readCall and write are longer than 0 s, got " + connect
                    + ", " + read + ", " + readCall + " and " + write);
        }
        if (readCall.plus(another).plus(another).compareTo(allReads) > 0) {
            throw new IllegalArgumentException("readCall (" + readCall + ") and twice another (" + another
                    + ") fit into allReads, got " + allReads);
        }
    }

    /** The limits that suit looks of at most 10 s. */
    public static EmqxTimeouts defaults() {
        return new EmqxTimeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofMillis(8500),
                Duration.ofMillis(1500),
                Duration.ofSeconds(18),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }
}
