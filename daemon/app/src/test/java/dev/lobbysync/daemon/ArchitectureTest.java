package dev.lobbysync.daemon;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between modules and packages point one way (DESIGN 2). */
class ArchitectureTest {
    private static final String OURS = "dev.lobbysync..";
    private static final String DAEMON = "dev.lobbysync.daemon.";

    private static JavaClasses ours;

    @BeforeAll
    static void readClasses() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lobbysync");
        assertThat(ours.size()).isGreaterThan(300);
    }

    @ParameterizedTest
    @CsvSource({
        "merge,",
        "protocol,",
        "runtime, protocol merge",
        "worlds, protocol merge",
    })
    void modulesUseOnlyWhatLiesBelowThem(String module, String below) {
        classes()
                .that()
                .resideInAPackage("dev.lobbysync." + module + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage(OURS).or(resideInAnyPackage(packages("dev.lobbysync.", module, below))))
                .check(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "model, , protocol merge",
        "port, model, protocol merge",
        "telemetry, model port, protocol",
        "config, model, protocol merge",
        "state, model port, protocol",
        "jsontext, , protocol merge",
        "project, model port jsontext, protocol",
        "mergedriver, jsontext config model, protocol merge",
        "world, model port, protocol",
        "sync, model port, protocol merge",
        "syntax, , merge",
        "control, sync telemetry model, protocol merge",
        "cli, control config mergedriver project state syntax telemetry model port, protocol",
    })
    void packagesOfTheDaemonUseOnlyWhatLiesFurtherIn(String name, String inner, String modules) {
        String[] allowed = packages(DAEMON, name, inner);
        String[] below = packages("dev.lobbysync.", modules, null);
        classes()
                .that()
                .resideInAPackage(DAEMON + name + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(OURS)
                        .or(resideInAnyPackage(allowed))
                        .or(resideInAnyPackage(below)))
                .check(ours);
    }

    @Test
    void theHeartKnowsNeitherTheNetworkNorGit() {
        noClasses()
                .that()
                .resideInAnyPackage(DAEMON + "model..", DAEMON + "port..", DAEMON + "sync..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty..", "org.eclipse.jgit.."))
                .check(ours);
    }

    @Test
    void theMergeEngineDoesNoInputOrOutputAndKnowsNoClock() {
        noClasses()
                .that()
                .resideInAPackage("dev.lobbysync.merge..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.nio.file..", "java.net..", "java.time..", "java.util.concurrent.."))
                .check(ours);
    }

    @Test
    void onlyTheCompositionKnowsTheEmbeddedRuntime() {
        noClasses()
                .that()
                .resideInAPackage("dev.lobbysync.daemon.*..")
                .and(DescribedPredicate.not(resideInAPackage(DAEMON + "demo..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.lobbysync.runtime..", "dev.lobbysync.worlds.."))
                .check(ours);
    }

    private static String[] packages(String prefix, String one, String more) {
        return Arrays.stream((one + " " + (more == null ? "" : more)).trim().split(" "))
                .filter(name -> !name.isEmpty() && !name.equals("null"))
                .map(name -> prefix + name + "..")
                .toArray(String[]::new);
    }
}
