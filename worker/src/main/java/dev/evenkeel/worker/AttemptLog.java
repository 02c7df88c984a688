package dev.evenkeel.worker;

import dev.evenkeel.contract.FailureKind;
import io.temporal.activity.ActivityInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what has changed: an activity's result, and a failure when its kind is another than the attempt's before. A
 * failure that stays the same over a thousand attempts is one line.
 */
final class AttemptLog {
    /** Activities whose last failure is remembered: more than can run at once. */
    private static final int REMEMBERED_MAX = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);

    private final Map<String, String> failing = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    void completed(ActivityInfo info, Object order, Object result) {
        forget(info);
        Outcomes.sentence(result)
                .ifPresent(sentence -> with(LOG.atInfo(), info, order).log(sentence));
    }

    void failed(ActivityInfo info, Object order, String result, Throwable failure) {
        if (FailureKind.NOT_YET.is(failure)) {
            forget(info);
        } else if (isNews(info, result)) {
            LoggingEventBuilder line = with(LOG.atWarn(), info, order);
            // One of our kinds says all in its message; anything else is a bug, and wants its stack trace.
            boolean expected = !Meters.unexpected(result);
            (expected ? line : line.setCause(failure))
                    .log("{} failed, {}: {}", info.getActivityType(), result, Failures.said(failure));
        }
    }

    private boolean isNews(ActivityInfo info, String result) {
        synchronized (failing) {
            return !result.equals(failing.put(key(info), result));
        }
    }

    private void forget(ActivityInfo info) {
        synchronized (failing) {
            failing.remove(key(info));
        }
    }

    private static String key(ActivityInfo info) {
        return info.getWorkflowRunId() + "/" + info.getActivityId();
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, ActivityInfo info, Object order) {
        OrderFacts facts = OrderFacts.of(order);
        LoggingEventBuilder told = line.addKeyValue(LogKeys.RUN, info.getWorkflowId());
        facts.cluster().ifPresent(cluster -> told.addKeyValue(LogKeys.CLUSTER, cluster));
        facts.wave().ifPresent(wave -> told.addKeyValue(LogKeys.WAVE, wave));
        facts.coordinator().ifPresent(node -> told.addKeyValue(LogKeys.NODE, node));
        return told;
    }
}
