package org.savealife;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.concurrent.Executors;

/** What the application asks the container for, rather than the JVM: the time and threads. */
@AnalyzeClasses(packages = "org.savealife", importOptions = DoNotIncludeTests.class)
class ContainerRulesTest {

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
}
