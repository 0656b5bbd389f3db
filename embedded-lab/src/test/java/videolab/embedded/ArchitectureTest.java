package videolab.embedded;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which room may import which: docs/architecture.md as a test, over the classes of all modules. */
class ArchitectureTest {

    private static JavaClasses lab;

    @BeforeAll
    static void read() {
        lab = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // The fixtures that stream-processor's tests share.
                .withImportOption(location -> !location.contains("-tests"))
                .importPackages("videolab");
        // A rule over no classes holds.
        assertThat(lab.size()).isGreaterThan(400);
    }

    @Test
    void packagesImportEachOtherInOneDirection() {
        slices().matching("videolab.(**)").should().beFreeOfCycles().check(lab);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "videolab.contract..",
                "videolab.media..",
                "videolab.processor.vision..",
                "videolab.results.dashboard.live..",
                "videolab.results.dashboard.audience..",
                "videolab.results.dashboard.health..",
                "videolab.processor.audience.sessions..",
                "videolab.processor.audience.formats..",
                "videolab.processor.cdn.formats..",
                "videolab.processor.library.actions..",
                "videolab.processor.library.assembly..",
                "videolab.processor.library.labels..",
                "videolab.processor.library.planning..",
                "videolab.processor.library.sampling..",
                "videolab.processor.library.shots.."
            })
    void coresImportNoEngine(String core) {
        noClasses()
                .that(resideInAPackage(core))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.spark..", "org.apache.kafka..", "org.apache.hadoop.."))
                .check(lab);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    videolab.contract..  | videolab.contract..
                    videolab.media..     | videolab.media..,videolab.contract..
                    videolab.cli..       | videolab.cli..,videolab.contract..
                    videolab.source..    | videolab.source..,videolab.contract..,videolab.cli..,videolab.media..
                    videolab.processor.. | videolab.processor..,videolab.contract..,videolab.cli..,videolab.media..
                    videolab.results..   | videolab.results..,videolab.contract..,videolab.cli..
                    videolab.lambda..    | videolab.lambda..,videolab.contract..,videolab.media..
                    """)
    void modulesImportOnly(String module, String allowed) {
        noClasses()
                .that(resideInAPackage(module))
                .should()
                .dependOnClassesThat(resideInAPackage("videolab..").and(not(resideInAnyPackage(allowed.split(",")))))
                .check(lab);
    }

    @Test
    void onlyCliTouchesTheStandardStreams() {
        noClasses()
                .that(resideInAPackage("videolab..").and(not(resideInAPackage("videolab.cli.."))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(lab);
    }
}
