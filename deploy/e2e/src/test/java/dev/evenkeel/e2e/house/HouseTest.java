package dev.evenkeel.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code to the plan of the house, and the plan to its word: each of its laws finds what is wrong. */
final class HouseTest {
    /** Packages that have no class yet. A name goes from here with the commit that brings its package. */
    private static final Set<String> MISSING = Set.of();

    private static final String CROOKED = HouseTest.class.getPackageName() + ".crooked";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.evenkeel");
    private static final JavaClasses WRONG = new ClassFileImporter().importPackages(CROOKED);

    static List<House.Law> laws() {
        return new House("dev.evenkeel", MISSING).laws();
    }

    static List<House.Law> lawsOfTheCrookedHouse() {
        return new House(CROOKED, Set.of()).laws();
    }

    @ParameterizedTest
    @MethodSource("laws")
    void holds(House.Law law) {
        law.rule().check(OURS);
    }

    @ParameterizedTest
    @MethodSource("lawsOfTheCrookedHouse")
    void findsWhatIsWrongInACrookedHouse(House.Law law) {
        assertThat(law.rule().evaluate(WRONG).hasViolation()).isTrue();
    }

    @Test
    void findsEveryWrongClass() {
        String found = lawsOfTheCrookedHouse().stream()
                .flatMap(law -> law.rule().evaluate(WRONG).getFailureReport().getDetails().stream())
                .collect(Collectors.joining("\n"));
        assertThat(WRONG)
                .filteredOn(type -> !type.getSimpleName().equals("Known"))
                .allSatisfy(type ->
                        assertThat(found).containsAnyOf("<" + type.getName() + ".", "<" + type.getName() + ">"));
    }

    @Test
    void namesAsMissingOnlyWhatIsMissing() {
        assertThat(House.packages()).containsAll(MISSING);
        assertThat(MISSING)
                .filteredOn(room -> OURS.stream()
                        .anyMatch(type -> (type.getPackageName() + ".").startsWith("dev.evenkeel." + room + ".")))
                .as("these are there now, remove them from MISSING")
                .isEmpty();
    }
}
