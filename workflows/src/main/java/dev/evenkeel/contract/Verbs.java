package dev.evenkeel.contract;

import java.time.Duration;
import java.util.Optional;

/** What people tell a run, and what it answers. */
public final class Verbs {
    /** How long a pause lasts where nobody says. */
    public static final Duration PAUSE = Duration.ofMinutes(30);

    /** No pause is shorter. */
    public static final Duration PAUSE_MIN = Duration.ofSeconds(1);

    /** No pause is longer. */
    public static final Duration PAUSE_MAX = Duration.ofDays(1);

    private Verbs() {}

    /**
     * Ends a run: EMQX is stopped and the pods come back.
     *
     * @param by who; empty: not said
     * @param reason why; empty: not said
     */
    public record Abort(Optional<String> by, Optional<String> reason) {
        public Abort {
            by = by == null ? Optional.empty() : by;
            reason = reason == null ? Optional.empty() : reason;
        }

        /** Who and why, for the record. */
        public String display() {
            return said("aborted", by, reason);
        }
    }

    /**
     * Lets a plan begin.
     *
     * @param planId the plan that was read; empty: whichever stands
     * @param by who; empty: not said
     */
    public record Approve(Optional<String> planId, Optional<String> by) {
        public Approve {
            planId = planId == null ? Optional.empty() : planId;
            by = by == null ? Optional.empty() : by;
        }

        /** Who, for the record. */
        public String display() {
            return said("approved", by, Optional.empty());
        }
    }

    /**
     * Ends a run whose plan waits for approval; nothing was touched.
     *
     * @param planId the plan that was read; empty: whichever stands
     * @param by who; empty: not said
     * @param reason why; empty: not said
     */
    public record Reject(Optional<String> planId, Optional<String> by, Optional<String> reason) {
        public Reject {
            planId = planId == null ? Optional.empty() : planId;
            by = by == null ? Optional.empty() : by;
            reason = reason == null ? Optional.empty() : reason;
        }

        /** Who and why, for the record. */
        public String display() {
            return said("rejected", by, reason);
        }
    }

    /** What becomes of a paused run that nobody resumes in time. */
    public enum AfterPause {
        RESUME,
        ABORT
    }

    /**
     * Holds a run: EMQX is stopped, and evicts nobody until the run goes on with a new plan. Donors that had left before
     * EMQX started stay out; with the other levers they serve meanwhile.
     *
     * @param atMost for how long, as {@link DurationText}, at least a second and at most a day; empty: {@link
     *     #PAUSE}
     * @param then what becomes of the run at the end of that time; empty: it goes on
     * @param by who; empty: not said
     * @param reason why; empty: not said
     */
    public record Pause(
            Optional<String> atMost, Optional<AfterPause> then, Optional<String> by, Optional<String> reason) {
        public Pause {
            atMost = atMost == null ? Optional.empty() : atMost;
            then = then == null ? Optional.empty() : then;
            by = by == null ? Optional.empty() : by;
            reason = reason == null ? Optional.empty() : reason;
        }

        /** For how long at most; empty where what was given is no such time. */
        public Optional<Duration> duration() {
            return atMost.map(DurationText::parse)
                    .orElse(Optional.of(PAUSE))
                    .filter(time -> time.compareTo(PAUSE_MIN) >= 0 && time.compareTo(PAUSE_MAX) <= 0);
        }

        /** Who and why, for the record. */
        public String display() {
            return said("paused", by, reason);
        }
    }

    /**
     * Lets a paused run go on.
     *
     * @param by who; empty: not said
     */
    public record Resume(Optional<String> by) {
        public Resume {
            by = by == null ? Optional.empty() : by;
        }

        /** Who, for the record. */
        public String display() {
            return said("resumed", by, Optional.empty());
        }
    }

    /**
     * Goes on at another pace: EMQX, which cannot change a rate, is stopped and started again with what is left. Where
     * only guardrails change EMQX goes on, and the next look judges by the new ones.
     *
     * @param connEvictRate see {@link RebalanceStrategy}, at least 1; empty: as before
     * @param maxConnectsPerSecondPerRecipient see {@link Pacing}, at least 1; empty: as before
     * @param guardrails other limits; empty: as before
     * @param by who; empty: not said
     */
    public record Retune(
            Optional<Integer> connEvictRate,
            Optional<Integer> maxConnectsPerSecondPerRecipient,
            Optional<GuardrailsChange> guardrails,
            Optional<String> by) {
        public Retune {
            connEvictRate = connEvictRate == null ? Optional.empty() : connEvictRate;
            maxConnectsPerSecondPerRecipient =
                    maxConnectsPerSecondPerRecipient == null ? Optional.empty() : maxConnectsPerSecondPerRecipient;
            guardrails = guardrails == null ? Optional.empty() : guardrails.filter(change -> !change.nothing());
            by = by == null ? Optional.empty() : by;
        }

        /** Whether EMQX must be started again for it. */
        public boolean ofThePace() {
            return connEvictRate.isPresent() || maxConnectsPerSecondPerRecipient.isPresent();
        }

        /** What, and who, for the record. */
        public String display() {
            return said("retuned", by, Optional.empty())
                    + connEvictRate.map(rate -> "; connEvictRate " + rate).orElse("")
                    + maxConnectsPerSecondPerRecipient
                            .map(budget -> "; maxConnectsPerSecondPerRecipient " + budget)
                            .orElse("")
                    + guardrails
                            .map(change -> "; guardrails " + change.display())
                            .orElse("");
        }
    }

    private static String said(String verb, Optional<String> by, Optional<String> reason) {
        return verb
                + by.map(name -> " by " + name).orElse("")
                + reason.map(text -> ": " + text).orElse("");
    }

    /** @param message what will happen now */
    public record Acknowledgement(String message) {}

    /**
     * A verb passed on from a run that was started under another id to the run that it started.
     *
     * @param abort set where the run shall end
     * @param approve set where the plan may begin
     * @param reject set where it may not
     * @param pause set where the run shall be held
     * @param resume set where it shall go on
     * @param retune set where it shall go on at another pace
     */
    public record Relayed(
            Optional<Abort> abort,
            Optional<Approve> approve,
            Optional<Reject> reject,
            Optional<Pause> pause,
            Optional<Resume> resume,
            Optional<Retune> retune) {
        public Relayed {
            abort = abort == null ? Optional.empty() : abort;
            approve = approve == null ? Optional.empty() : approve;
            reject = reject == null ? Optional.empty() : reject;
            pause = pause == null ? Optional.empty() : pause;
            resume = resume == null ? Optional.empty() : resume;
            retune = retune == null ? Optional.empty() : retune;
        }

        /** One of them. */
        public static Relayed of(Abort abort) {
            return new Relayed(Optional.of(abort), null, null, null, null, null);
        }

        /** One of them. */
        public static Relayed of(Approve approve) {
            return new Relayed(null, Optional.of(approve), null, null, null, null);
        }

        /** One of them. */
        public static Relayed of(Reject reject) {
            return new Relayed(null, null, Optional.of(reject), null, null, null);
        }

        /** One of them. */
        public static Relayed of(Pause pause) {
            return new Relayed(null, null, null, Optional.of(pause), null, null);
        }

        /** One of them. */
        public static Relayed of(Resume resume) {
            return new Relayed(null, null, null, null, Optional.of(resume), null);
        }

        /** One of them. */
        public static Relayed of(Retune retune) {
            return new Relayed(null, null, null, null, null, Optional.of(retune));
        }
    }
}
