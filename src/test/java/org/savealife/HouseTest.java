package org.savealife;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.security.enterprise.credential.Credential;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.concurrent.Executors;

/** The house rules: who may know whom, and where each library may be used. */
@AnalyzeClasses(packages = "org.savealife", importOptions = DoNotIncludeTests.class)
class HouseTest {

    private static final String PLATFORM = "org.savealife.platform..";
    private static final String STREAM = "org.savealife.stream..";

    @ArchTest
    static final ArchRule features_know_only_whom_they_may = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("platform")
            .definedBy(PLATFORM)
            .layer("mail")
            .definedBy("org.savealife.mail..")
            .layer("stream")
            .definedBy(STREAM)
            .layer("donor")
            .definedBy("org.savealife.donor..")
            .layer("donation")
            .definedBy("org.savealife.donation..")
            .layer("invitation")
            .definedBy("org.savealife.invitation..")
            .layer("staff")
            .definedBy("org.savealife.staff..")
            .whereLayer("platform")
            .mayNotAccessAnyLayer()
            .whereLayer("mail")
            .mayNotAccessAnyLayer()
            .whereLayer("stream")
            .mayOnlyAccessLayers("platform")
            .whereLayer("donor")
            .mayOnlyAccessLayers("platform", "mail")
            .whereLayer("donation")
            .mayOnlyAccessLayers("platform", "donor")
            .whereLayer("staff")
            .mayOnlyAccessLayers("platform", "mail")
            .whereLayer("invitation")
            .mayOnlyAccessLayers("platform", "mail", "stream", "donor", "donation");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.savealife.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_aws_sdk_stays_at_the_edge = noClasses()
            .that(not(resideInAnyPackage(PLATFORM, STREAM)
                    .or(resideInAPackage("org.savealife.mail.ses").and(outerClass(simpleNameStartingWith("Ses"))))
                    .or(outerClass(simpleNameEndingWith("Repository")))
                    .or(outerClass(simpleNameEndingWith("Item")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "com.amazonaws..");

    @ArchTest
    static final ArchRule only_resources_speak_jax_rs = noClasses()
            .that(not(resideInAPackage(PLATFORM).or(outerClass(simpleNameEndingWith("Resource")))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule only_pages_speak_faces = noClasses()
            .that(not(resideInAPackage(PLATFORM).or(outerClass(simpleNameEndingWith("Page")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.faces..", "org.primefaces..", "org.omnifaces..");

    @ArchTest
    static final ArchRule values_are_plain_java = classes()
            .that(assignableTo(Record.class).or(assignableTo(Enum.class)).or(simpleName("EligibilityRules")))
            .and()
            .areTopLevelClasses()
            .and()
            .resideOutsideOfPackage(PLATFORM)
            .and()
            .areNotAssignableTo(Credential.class)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.savealife..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.annotation..",
                    "jakarta.mail.internet..");

    @ArchTest
    static final ArchRule only_mail_speaks_jakarta_mail = noClasses()
            .that()
            .resideOutsideOfPackage("org.savealife.mail..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..");

    @ArchTest
    static final ArchRule only_the_injected_clock_tells_the_time = noClasses()
            .that(not(simpleName("ClockProducer")))
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule threads_are_the_containers = noClasses()
            .should()
            .callConstructorWhere(new DescribedPredicate<>("the target is Thread") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaConstructorCall call) {
                    return call.getTargetOwner().isEquivalentTo(Thread.class);
                }
            })
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);

    /** One that is injected has lost the form: see ViewParameters. */
    @ArchTest
    static final ArchRule pages_ask_for_parameters_where_forms_are_known = noClasses()
            .that(outerClass(simpleNameEndingWith("Page")))
            .should()
            .callMethod(HttpServletRequest.class, "getParameter", String.class);

    private static DescribedPredicate<JavaClass> outerClass(DescribedPredicate<JavaClass> name) {
        return DescribedPredicate.describe(
                "are, or are in, a class with " + name.getDescription(),
                type -> name.test(type)
                        || type.getEnclosingClass().map(name::test).orElse(false));
    }
}
