package dev.evenkeel.workflow;

/** How a wave came to its end. */
enum WaveEnd {
    /** EMQX came to its own end, or was watched for as long as it may take. */
    REACHED,
    /** Donors were down to their goal and EMQX was stopped, or it ended for the clients that are on their way. */
    GOAL_BEFORE_CLIENTS,
    /** EMQX lost it. */
    LOST
}
