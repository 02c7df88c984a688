package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The objects, their versions, and the changes that watches follow. As in Kubernetes a write that changes nothing makes
 * no new version, and a write that names another version or uid than the object's is a conflict. Thread-safe; what is
 * handed out are copies.
 */
final class ObjectStore {
    /** As many changes are kept for watches that come back; older ones are gone. */
    private static final int CHANGES_MAX = 10_000;

    private final Map<Key, ObjectNode> objects = new LinkedHashMap<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private long version = 100;

    synchronized long version() {
        return version;
    }

    synchronized Optional<ObjectNode> find(Key key) {
        return Optional.ofNullable(objects.get(key)).map(ObjectNode::deepCopy);
    }

    ObjectNode get(Key key) {
        return find(key).orElseThrow(() -> ApiError.notFound(key.resource().named(key.name())));
    }

    /** In order of namespace and name; an empty namespace means all. */
    synchronized List<ObjectNode> list(Resource resource, String namespace) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().resource().equals(resource))
                .filter(entry ->
                        namespace.isEmpty() || entry.getKey().namespace().equals(namespace))
                .sorted(Comparator.comparing(entry ->
                        entry.getKey().namespace() + "/" + entry.getKey().name()))
                .map(entry -> entry.getValue().deepCopy())
                .toList();
    }

    ObjectNode create(Resource resource, String namespace, ObjectNode given) {
        Change change;
        synchronized (this) {
            ObjectNode object = given.deepCopy();
            ObjectNode metadata = object.withObject("/metadata");
            String name = metadata.path("name")
                    .asText(metadata.path("generateName").asText()
                            + UUID.randomUUID().toString().substring(0, 5));
            Key key = new Key(resource, namespace, name);
            if (objects.containsKey(key)) {
                throw ApiError.alreadyExists(resource.named(name));
            }
            object.put("kind", resource.kind(object)).put("apiVersion", resource.apiVersion());
            metadata.put("name", name);
            if (!namespace.isEmpty()) {
                metadata.put("namespace", namespace);
            }
            metadata.put("uid", UUID.randomUUID().toString())
                    .put(
                            "creationTimestamp",
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("generation", 1);
            change = put(key, Optional.empty(), object);
        }
        tell(change);
        return change.after().orElseThrow().deepCopy();
    }

    /** Replaces the object by what {@code edit} makes of a copy of it. */
    ObjectNode update(Key key, UnaryOperator<ObjectNode> edit) {
        Change change;
        synchronized (this) {
            ObjectNode before = Optional.ofNullable(objects.get(key))
                    .orElseThrow(() -> ApiError.notFound(key.resource().named(key.name())));
            ObjectNode after = edit.apply(before.deepCopy());
            refuseConflicts(key, before.path("metadata"), after.withObject("/metadata"));
            if (after.equals(before)) {
                return before.deepCopy();
            }
            if (!after.path("spec").equals(before.path("spec"))) {
                ObjectNode metadata = after.withObject("/metadata");
                metadata.put("generation", metadata.path("generation").asLong() + 1);
            }
            change = put(key, Optional.of(before), after);
        }
        tell(change);
        return change.after().orElseThrow().deepCopy();
    }

    ObjectNode delete(Key key) {
        Change change;
        synchronized (this) {
            ObjectNode before = Optional.ofNullable(objects.remove(key))
                    .orElseThrow(() -> ApiError.notFound(key.resource().named(key.name())));
            version++;
            change = new Change(version, key, Optional.of(before), Optional.empty());
            keep(change);
        }
        tell(change);
        return change.before().orElseThrow().deepCopy();
    }

    /** The changes after a version; gone if some of them are not kept any more. */
    synchronized List<Change> since(long seen) {
        if (!changes.isEmpty()
                && changes.size() == CHANGES_MAX
                && changes.peekFirst().version() > seen + 1) {
            throw ApiError.gone("too old resource version: " + seen);
        }
        return changes.stream().filter(change -> change.version() > seen).toList();
    }

    /** Calls back after each write, in the writer's thread and outside the store's lock. */
    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void silence(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    private static void refuseConflicts(Key key, JsonNode before, ObjectNode after) {
        for (String name : List.of("resourceVersion", "uid")) {
            if (after.hasNonNull(name) && !after.get(name).equals(before.get(name))) {
                throw ApiError.conflict(key.resource().named(key.name()));
            }
        }
        for (String name : List.of("resourceVersion", "uid", "creationTimestamp", "name", "namespace", "generation")) {
            if (before.has(name)) {
                after.set(name, before.get(name));
            }
        }
    }

    private Change put(Key key, Optional<ObjectNode> before, ObjectNode after) {
        version++;
        after.withObject("/metadata").put("resourceVersion", Long.toString(version));
        objects.put(key, after);
        Change change = new Change(version, key, before, Optional.of(after));
        keep(change);
        return change;
    }

    private void keep(Change change) {
        changes.addLast(change);
        if (changes.size() > CHANGES_MAX) {
            changes.removeFirst();
        }
        notifyAll();
    }

    private void tell(Change change) {
        new ArrayList<>(listeners).forEach(listener -> listener.accept(change));
    }
}
