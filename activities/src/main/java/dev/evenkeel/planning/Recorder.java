package dev.evenkeel.planning;

import dev.evenkeel.contract.RebalancePlan.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Keeps a run as a {@link Timeline}, however long it is: where steps become too many, two each are made one. */
final class Recorder {
    private final List<Step> steps = new ArrayList<>();
    private int stepSeconds = 1;
    private int secondsInLast;

    /** What one second, or some, came to. */
    private record Step(double donor, double recipient, double offline, double connects) {
        Step then(Step next) {
            return new Step(
                    next.donor, next.recipient, Math.max(offline, next.offline), Math.max(connects, next.connects));
        }
    }

    /** A second has gone by. */
    void second(double fullestDonor, double fullestRecipient, double offline, double connects) {
        Step second = new Step(fullestDonor, fullestRecipient, offline, connects);
        if (secondsInLast > 0) {
            steps.set(steps.size() - 1, steps.get(steps.size() - 1).then(second));
        } else {
            if (steps.size() == Timeline.STEPS_MAX) {
                halve();
            }
            steps.add(second);
        }
        secondsInLast = (secondsInLast + 1) % stepSeconds;
    }

    /** What the last second came to, all told: a step of EMQX at its end is followed by no other second. */
    void end(double fullestDonor, double fullestRecipient, double offline, double connects) {
        if (steps.isEmpty()) {
            second(fullestDonor, fullestRecipient, offline, connects);
            return;
        }
        Step last = new Step(fullestDonor, fullestRecipient, offline, connects);
        steps.set(steps.size() - 1, steps.get(steps.size() - 1).then(last));
    }

    private void halve() {
        for (int step = 0; step < steps.size(); step++) {
            steps.set(step, steps.get(step).then(steps.remove(step + 1)));
        }
        stepSeconds *= 2;
    }

    /** @param fullestSecond what chance makes of so many connects a second */
    Timeline timeline(ToDoubleFunction<Double> fullestSecond) {
        return new Timeline(
                stepSeconds,
                rounded(Step::donor),
                rounded(Step::recipient),
                rounded(Step::offline),
                rounded(step -> fullestSecond.applyAsDouble(step.connects())));
    }

    private List<Long> rounded(ToDoubleFunction<Step> number) {
        return steps.stream()
                .map(step -> Math.round(number.applyAsDouble(step)))
                .toList();
    }
}
