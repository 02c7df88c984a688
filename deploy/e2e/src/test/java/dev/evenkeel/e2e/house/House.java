package dev.evenkeel.e2e.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The plan of the house: which of our packages may know which other, and which library may be seen from where.
 *
 * <p>The modules and the enforcer hold the arrows between modules; this holds those inside a module, and what no pom can
 * say: that a workflow reads no clock, that planning stays pure. The root package is an argument, so that the same rules
 * are tried on a house that was built wrong on purpose.
 */
final class House {
    /** Our packages, each with those of ours that it may know. A package that is not in here may not be. */
    private static final Map<String, Set<String>> KNOWS = new TreeMap<>(Map.ofEntries(
            Map.entry("contract", Set.of()),
            Map.entry("workflow", Set.of("contract")),
            Map.entry("planning", Set.of("contract")),
            Map.entry("emqx", Set.of("contract")),
            Map.entry("kubernetes", Set.of("contract")),
            Map.entry("prometheus", Set.of()),
            Map.entry("activity", Set.of("contract", "planning", "emqx", "kubernetes", "prometheus")),
            Map.entry(
                    "worker",
                    Set.of(
                            "contract",
                            "workflow",
                            "planning",
                            "emqx",
                            "kubernetes",
                            "prometheus",
                            "activity",
                            "command")),
            Map.entry("command", Set.of("contract", "planning", "emqx", "kubernetes", "activity", "worker")),
            Map.entry("client", Set.of("contract")),
            Map.entry("cli", Set.of("contract", "planning", "client")),
            Map.entry("simulator", Set.of()),
            Map.entry("demo", Set.of("contract", "worker", "client", "cli", "simulator"))));

    /** Libraries that are kept to few packages. {@code command} is not among Temporal's: it must work without. */
    private static final List<Library> LIBRARIES = List.of(
            new Library("Spring", Set.of("org.springframework.."), Set.of("worker", "command")),
            new Library(
                    "Temporal",
                    Set.of("io.temporal.."),
                    Set.of("contract", "workflow", "activity", "worker", "client", "demo")),
            new Library(
                    "fabric8",
                    Set.of("io.fabric8.."),
                    Set.of("kubernetes", "worker", "command", "simulator.kubernetes")),
            new Library("Retrofit and OkHttp", Set.of("retrofit2..", "okhttp3.."), Set.of("emqx", "prometheus")),
            new Library("picocli", Set.of("picocli.."), Set.of("cli", "command", "demo")));

    /** What a workflow sees of Temporal and Jackson, and the type of {@code Workflow.getLogger}. */
    private static final List<String> SEEN_BY_WORKFLOWS = List.of(
            "java..",
            "io.temporal.workflow..",
            "io.temporal.activity..",
            "io.temporal.common..",
            "io.temporal.failure..",
            "io.temporal.api.enums..",
            // Requests come as a tree.
            "com.fasterxml.jackson.databind",
            "org.slf4j");

    private final String root;
    private final Set<String> missing;

    /**
     * @param root the package that the house stands in
     * @param missing packages that have no class yet, whose rules may hold for want of anything to look at
     */
    House(String root, Set<String> missing) {
        this.root = root;
        this.missing = Set.copyOf(missing);
    }

    /** A library, by its packages, and those of our packages that may see it. */
    private record Library(String name, Set<String> packages, Set<String> seenFrom) {}

    /** A rule under a name that says what it is for. */
    record Law(String name, ArchRule rule) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Set<String> packages() {
        return KNOWS.keySet();
    }

    List<Law> laws() {
        List<Law> laws = new ArrayList<>();
        KNOWS.forEach((room, known) -> laws.add(knowsOnly(room, known)));
        LIBRARIES.forEach(library -> laws.add(seenOnlyFrom(library)));
        laws.add(everyPackageIsOnThePlan());
        laws.add(planningIsPure());
        laws.add(planningIsGivenTheTimeAndTheSeed());
        laws.add(workflowsSeeLittle());
        laws.add(workflowsAreDeterministic());
        laws.add(activitiesAreNoWorkflows());
        laws.add(namesSayTheirPart());
        return laws;
    }

    private Law knowsOnly(String room, Set<String> known) {
        Set<String> others = new TreeSet<>(KNOWS.keySet());
        others.removeAll(known);
        others.remove(room);
        return law(
                room + " knows " + (known.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(known))) + " of ours",
                noClasses().that(in(room)).should().dependOnClassesThat(in(others)),
                Set.of(room));
    }

    private Law seenOnlyFrom(Library library) {
        Set<String> seers = library.seenFrom();
        return law(
                library.name() + " is seen only from " + String.join(", ", new TreeSet<>(seers)),
                noClasses()
                        .that(DescribedPredicate.not(in(seers)))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(library.packages().toArray(String[]::new))),
                KNOWS.keySet());
    }

    private Law everyPackageIsOnThePlan() {
        return law(
                "every package is on the plan",
                classes().should().resideInAnyPackage(globs(KNOWS.keySet())),
                KNOWS.keySet());
    }

    private Law planningIsPure() {
        return law(
                "planning sees java.* and the contract only",
                classes()
                        .that(in("planning"))
                        .should()
                        .onlyDependOnClassesThat(resideInAPackage("java..").or(in(Set.of("planning", "contract")))),
                Set.of("planning"));
    }

    private Law planningIsGivenTheTimeAndTheSeed() {
        return law(
                "planning takes no Clock, reads no time, and draws no seed",
                noClasses()
                        .that(in("planning"))
                        .should()
                        .dependOnClassesThat(OUTSIDE_WORLD)
                        .orShould()
                        .dependOnClassesThat()
                        .belongToAnyOf(java.time.Clock.class)
                        .orShould()
                        .callConstructor(java.util.Random.class)
                        .orShould()
                        .accessTargetWhere(CHANGES_BY_ITSELF),
                Set.of("planning"));
    }

    private Law workflowsSeeLittle() {
        return law(
                "workflows see Temporal's workflow, activity, common and failure API, the contract and java.* only",
                classes()
                        .that(in("workflow"))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(SEEN_BY_WORKFLOWS.toArray(String[]::new))
                                .or(in(Set.of("workflow", "contract")))),
                Set.of("workflow"));
    }

    private Law workflowsAreDeterministic() {
        return law(
                "workflows have no time, chance, thread or file of their own",
                noClasses()
                        .that(in("workflow"))
                        .should()
                        .dependOnClassesThat(OUTSIDE_WORLD)
                        .orShould()
                        .dependOnClassesThat()
                        .belongToAnyOf(java.time.Clock.class, java.util.Random.class)
                        .orShould()
                        .accessTargetWhere(CHANGES_BY_ITSELF),
                Set.of("workflow"));
    }

    private Law activitiesAreNoWorkflows() {
        return law(
                "activities do not touch the workflow API",
                noClasses()
                        .that(in("activity"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.temporal.workflow.."),
                Set.of("activity"));
    }

    private Law namesSayTheirPart() {
        return law(
                "no class is a Util, a Helper or a Manager",
                noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Managers?)(\\$.*)?"),
                KNOWS.keySet());
    }

    /** @param subjects the packages that the rule is about: it may find none of their classes if all are missing */
    private Law law(String name, ArchRule rule, Set<String> subjects) {
        return new Law(name, rule.as(name).allowEmptyShould(missing.containsAll(subjects)));
    }

    private DescribedPredicate<JavaClass> in(String room) {
        return resideInAPackage(root + "." + room + "..");
    }

    private DescribedPredicate<JavaClass> in(Collection<String> rooms) {
        return resideInAnyPackage(globs(rooms));
    }

    private String[] globs(Collection<String> rooms) {
        return rooms.stream().map(room -> root + "." + room + "..").toArray(String[]::new);
    }

    private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD = resideInAnyPackage(
                    "java.util.concurrent..", "java.io..", "java.nio..", "java.net..")
            .or(JavaClass.Predicates.belongToAnyOf(
                    Thread.class, ThreadLocal.class, java.util.Timer.class, java.security.SecureRandom.class))
            .as("threads, files and sockets");

    private static final DescribedPredicate<JavaAccess<?>> CHANGES_BY_ITSELF = describe(
            "answers otherwise each time",
            access -> changesByItself(access.getTargetOwner().getName(), access.getName()));

    private static boolean changesByItself(String owner, String member) {
        return switch (owner) {
            case "java.lang.System" ->
                Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty", "getProperties")
                        .contains(member);
            case "java.lang.Math", "java.lang.StrictMath" -> member.equals("random");
            case "java.util.UUID" -> member.equals("randomUUID");
            default -> owner.startsWith("java.time.") && member.equals("now") || member.equals("parallelStream");
        };
    }
}
