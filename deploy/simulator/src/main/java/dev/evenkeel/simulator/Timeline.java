package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The events to come, in order of simulated time since the cluster's start; at the same time, in order of their making.
 * Not thread-safe: guarded by the world's lock.
 */
final class Timeline {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::when).thenComparingLong(Event::sequence));
    private Duration now = Duration.ZERO;
    private long sequence;

    /** Simulated time since the start; inside an event, the event's own time. */
    Duration now() {
        return now;
    }

    Event at(Duration when, Runnable action) {
        Event event = new Event(when.compareTo(now) < 0 ? now : when, sequence++, action);
        events.add(event);
        return event;
    }

    Event after(Duration delay, Runnable action) {
        return at(now.plus(delay), action);
    }

    /** Runs all events up to and including {@code target}; a target in the past does nothing. */
    void runUntil(Duration target) {
        while (!events.isEmpty() && events.peek().when.compareTo(target) <= 0) {
            Event event = events.poll();
            now = event.when;
            event.run();
        }
        if (target.compareTo(now) > 0) {
            now = target;
        }
    }

    /** Something that will happen unless it is cancelled. */
    static final class Event {
        private final Duration when;
        private final long sequence;
        private final Runnable action;
        private boolean cancelled;

        private Event(Duration when, long sequence, Runnable action) {
            this.when = when;
            this.sequence = sequence;
            this.action = action;
        }

        Duration when() {
            return when;
        }

        void cancel() {
            cancelled = true;
        }

        private long sequence() {
            return sequence;
        }

        private void run() {
            if (!cancelled) {
                action.run();
            }
        }
    }
}
