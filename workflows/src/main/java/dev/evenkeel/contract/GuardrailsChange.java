package dev.evenkeel.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Other limits for a run that is under way, under the names and in the ranges of {@link Guardrails}; empty: as before.
 * Conditions of one's own stay.
 *
 * @param pauseOverduePercent see there
 * @param pauseRefusalsPercent see there
 * @param pauseDonorAttemptsPercent see there
 * @param noProgressTicks see there
 * @param abortAfterPause see there; as {@link DurationText}
 */
public record GuardrailsChange(
        Optional<Double> pauseOverduePercent,
        Optional<Double> pauseRefusalsPercent,
        Optional<Double> pauseDonorAttemptsPercent,
        Optional<Integer> noProgressTicks,
        Optional<String> abortAfterPause) {
    public GuardrailsChange {
        pauseOverduePercent = pauseOverduePercent == null ? Optional.empty() : pauseOverduePercent;
        pauseRefusalsPercent = pauseRefusalsPercent == null ? Optional.empty() : pauseRefusalsPercent;
        pauseDonorAttemptsPercent = pauseDonorAttemptsPercent == null ? Optional.empty() : pauseDonorAttemptsPercent;
        noProgressTicks = noProgressTicks == null ? Optional.empty() : noProgressTicks;
        abortAfterPause = abortAfterPause == null ? Optional.empty() : abortAfterPause;
    }

    /** Whether it changes nothing. */
    public boolean nothing() {
        return given().isEmpty();
    }

    /** What is wrong with it, in the words that a request is judged with. */
    public List<RequestProblem> problems() {
        return RequestReader.guardrailProblems(ContractJson.mapper().valueToTree(given()));
    }

    /** The limits with this change. */
    public Guardrails over(Guardrails before) {
        return new Guardrails(
                pauseOverduePercent.orElse(before.pauseOverduePercent()),
                pauseRefusalsPercent.orElse(before.pauseRefusalsPercent()),
                pauseDonorAttemptsPercent.orElse(before.pauseDonorAttemptsPercent()),
                noProgressTicks.orElse(before.noProgressTicks()),
                abortAfterPause.flatMap(DurationText::parse).orElse(before.abortAfterPause()),
                before.conditions());
    }

    /** What is changed, for the record. */
    public String display() {
        return given().entrySet().stream()
                .map(limit -> limit.getKey() + " " + limit.getValue())
                .collect(Collectors.joining(", "));
    }

    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        pauseOverduePercent.ifPresent(limit -> given.put("pauseOverduePercent", limit));
        pauseRefusalsPercent.ifPresent(limit -> given.put("pauseRefusalsPercent", limit));
        pauseDonorAttemptsPercent.ifPresent(limit -> given.put("pauseDonorAttemptsPercent", limit));
        noProgressTicks.ifPresent(limit -> given.put("noProgressTicks", limit));
        abortAfterPause.ifPresent(limit -> given.put("abortAfterPause", limit));
        return given;
    }
}
