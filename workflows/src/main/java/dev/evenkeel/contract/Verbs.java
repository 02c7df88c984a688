package dev.evenkeel.contract;

import java.util.Optional;

/** What people tell a run, and what it answers. */
public final class Verbs {
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
            return "aborted" + by.map(name -> " by " + name).orElse("")
                    + reason.map(text -> ": " + text).orElse("");
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
    }

    /** @param message what will happen now */
    public record Acknowledgement(String message) {}

    /**
     * A verb passed on from a run that was started under another id to the run that it started.
     *
     * @param abort set where the run shall end
     * @param approve set where the plan may begin
     */
    public record Relayed(Optional<Abort> abort, Optional<Approve> approve) {
        public Relayed {
            abort = abort == null ? Optional.empty() : abort;
            approve = approve == null ? Optional.empty() : approve;
        }
    }
}
