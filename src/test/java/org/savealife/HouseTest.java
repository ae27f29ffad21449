package org.savealife;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.inject.Named;
import jakarta.security.enterprise.credential.Credential;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Arrays;
import java.util.EventListener;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.health.HealthCheck;

/** The house rules: which rooms there are, which room may use which, and where each library may be used. */
@AnalyzeClasses(packages = "org.savealife", importOptions = DoNotIncludeTests.class)
class HouseTest {

    private static final String HOUSE = "org.savealife";
    private static final String PLATFORM = "org.savealife.platform..";
    private static final String STREAM = "org.savealife.stream..";
    private static final String LOCAL_RUN = "org.savealife.dev..";
    private static final Pattern CLASS_OF_A_TEST = Pattern.compile(".*(Test|IT)(\\$.*)?\\.class");

    /** Files in a room, with its {@code package-info}. */
    private static final int MAX_FILES = 20;

    /** Files where a feature begins, which is where its values are. */
    private static final int MAX_FILES_OF_A_FEATURE = 25;

    /**
     * Each room and the rooms that it may use. {@code platform.*} stands for all rooms of the platform but {@code
     * platform.server}, which nobody uses.
     */
    private static final Map<String, Set<String>> ARROWS = arrows("""
            platform -> platform.config
            platform.retry ->
            platform.dynamodb -> platform, platform.retry, platform.json, platform.config
            platform.paging -> platform.error
            platform.migration -> platform, platform.retry, platform.dynamodb
            platform.error ->
            platform.json -> platform.error
            platform.logging -> platform.json, platform.config
            platform.i18n -> platform.config
            platform.organisation -> platform.config
            platform.audit -> platform, platform.dynamodb, platform.paging, platform.migration, platform.security
            platform.security -> platform.retry
            platform.http -> platform, platform.error, platform.logging, platform.config
            platform.problem -> platform, platform.retry, platform.error, platform.json, platform.i18n, platform.http
            platform.config ->
            platform.server -> platform, platform.dynamodb, platform.logging, platform.i18n, platform.organisation,
                    platform.http, platform.problem, platform.config
            platform.faces -> platform.i18n, platform.http, platform.problem
            platform.sse -> platform.retry
            mail -> platform.config, mail.message
            mail.message ->
            mail.smtp -> platform.config, mail, mail.message
            mail.ses -> platform.config, mail, mail.message
            mail.feedback -> platform.config, mail, mail.ses
            mail.config -> platform, platform.config, platform.organisation, mail, mail.message, mail.smtp, mail.ses,
                    mail.feedback
            donor -> platform.*, mail.message
            donor.city -> platform.*, donor, donor.store
            donor.store -> platform.*, mail.message, donor
            donor.signup -> platform.*, mail, mail.message, donor, donor.store, donor.unsubscribe, donor.bounce
            donor.csv -> platform.*, mail.message, donor, donor.city, donor.store, donor.signup
            donor.unsubscribe -> platform.*, mail.message, donor, donor.store
            donor.bounce -> platform.*, mail.message, mail.feedback, donor, donor.store, donor.unsubscribe
            donor.web -> platform.*, mail.message, donor, donor.city, donor.store, donor.signup
            donation -> platform.*, donor, donor.store
            donation.city -> platform.*, donor, donor.city, donor.store, donation
            visit -> platform.*, donor, donation
            visit.link -> platform.*, donor.unsubscribe
            visit.calendar -> platform.*, mail.feedback, mail.message, donor, donor.store, donor.bounce,
                    donor.unsubscribe, donation, visit
            visit.waiting -> platform.*, donor, donor.store, donation, stream, visit
            visit.web -> platform.*, mail.message, donor, donor.store, donation, visit, visit.link
            staff -> platform.*
            staff.signin -> platform.*, staff
            staff.account -> platform.*, staff, staff.signin
            staff.admin -> platform.*, staff
            stream -> platform.*
            stream.kcl -> platform.*, stream, stream.parked
            stream.parked -> platform.*, stream
            stream.web -> platform.*, stream, stream.kcl, stream.parked
            invitation -> platform.*, mail, donor, donor.store, donation, invitation.run
            invitation.run ->
            invitation.wording -> platform.*, invitation.run
            invitation.audience -> platform.*, donor, donor.store, donation, visit, invitation, invitation.run
            invitation.worker -> platform.*, mail, donor, donor.store, donation, stream.kcl, invitation,
                    invitation.run, invitation.audience, invitation.full, invitation.mail
            invitation.full -> platform.*, donation, stream, visit, invitation
            invitation.notice -> platform.*, donation, visit, stream, invitation, invitation.run,
                    invitation.audience, invitation.worker
            invitation.opening -> platform.*, donor, donor.store, donation, stream, invitation, invitation.notice,
                    invitation.worker
            invitation.mail -> platform.*, mail, mail.message, mail.smtp, mail.ses, donor, donor.unsubscribe,
                    donor.bounce, donation, visit, visit.link, visit.calendar, invitation.run, invitation.wording
            invitation.announce -> platform.*, mail, mail.message, donor, donor.city, donor.store, donation,
                    invitation, invitation.run, invitation.mail, invitation.web, visit
            invitation.editor -> platform.*, mail.message, donor, donation, invitation.run, invitation.wording,
                    invitation.mail
            invitation.web -> platform.*, mail, mail.message, donor, donor.store, donation, invitation,
                    invitation.run, invitation.mail, invitation.notice, visit
            invitation.told -> platform.*, mail.message, donor, donor.store, donation, invitation, invitation.run,
                    invitation.audience, invitation.notice, invitation.web
            dashboard -> platform.*, mail, donor, donor.store, donor.csv, donor.bounce, donation, stream.kcl,
                    stream.parked, invitation, invitation.web
            sampledata -> platform.*, mail.message, donor, donor.store, donation, invitation
            """);

    @ArchTest
    static final ArchRule rooms_use_only_the_rooms_they_may = classes()
            .that()
            .resideInAPackage("org.savealife.*..")
            .should(new ArchCondition<>("use only rooms of their arrows") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    var may = ARROWS.getOrDefault(room(type), Set.of());
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(uses ->
                                    uses.getTargetClass().getPackageName().startsWith(HOUSE))
                            .filter(uses -> !room(uses.getTargetClass()).equals(room(type)))
                            .filter(uses -> !may.contains(room(uses.getTargetClass())))
                            .forEach(uses -> events.add(SimpleConditionEvent.violated(uses, uses.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.savealife.(**)").should().beFreeOfCycles();

    @ArchTest
    static void every_room_has_its_arrows_and_none_is_crowded(JavaClasses classes) {
        var files = new TreeMap<String, Long>();
        StreamSupport.stream(classes.spliterator(), false)
                .filter(type -> type.isTopLevelClass() && !type.getPackageName().equals(HOUSE))
                .forEach(type -> files.merge(room(type), 1L, Long::sum));
        assertThat(files.keySet()).isEqualTo(ARROWS.keySet());
        assertThat(files)
                .allSatisfy((room, number) -> assertThat(number)
                        .as("files in %s", room)
                        .isLessThanOrEqualTo(room.contains(".") ? MAX_FILES : MAX_FILES_OF_A_FEATURE));
    }

    /** The local run starts any build of the application. Tests may use both. */
    @ArchTest
    static void application_and_local_run_do_not_know_each_other(JavaClasses application) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LOCAL_RUN, "org.savealife.fixture..")
                .check(application);
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("org.savealife..").or(resideInAPackage(LOCAL_RUN)))
                .check(new ClassFileImporter()
                        .withImportOption(location -> !location.matches(CLASS_OF_A_TEST))
                        .importPackages("org.savealife.dev"));
    }

    @ArchTest
    static final ArchRule filters_are_called_so = classes()
            .that()
            .areAssignableTo(Filter.class)
            .or()
            .areAssignableTo(ContainerRequestFilter.class)
            .or()
            .areAssignableTo(ContainerResponseFilter.class)
            .should()
            .haveSimpleNameEndingWith("Filter");

    @ArchTest
    static final ArchRule listeners_are_called_so = classes()
            .that(assignableTo(EventListener.class)
                    .or(implement(simpleNameEndingWith("Listener").and(resideInAPackage(STREAM)))))
            .and()
            .areTopLevelClasses()
            .should()
            .haveSimpleNameEndingWith("Listener");

    @ArchTest
    static final ArchRule servlets_are_called_so =
            classes().that().areAssignableTo(HttpServlet.class).should().haveSimpleNameEndingWith("Servlet");

    @ArchTest
    static final ArchRule health_checks_are_called_so =
            classes().that().areAssignableTo(HealthCheck.class).should().haveSimpleNameEndingWith("HealthCheck");

    @ArchTest
    static final ArchRule exception_mappers_are_called_so = classes()
            .that()
            .areAssignableTo(ExceptionMapper.class)
            .should()
            .haveSimpleNameEndingWith("ExceptionMapper");

    @ArchTest
    static final ArchRule exceptions_are_called_so =
            classes().that().areAssignableTo(Throwable.class).should().haveSimpleNameEndingWith("Exception");

    @ArchTest
    static final ArchRule live_topics_are_called_so =
            classes().that().implement(simpleName("LiveTopic")).should().haveSimpleNameEndingWith("LiveTopic");

    /** A page of the ledger is what the domain calls so, and the one exception. */
    @ArchTest
    static final ArchRule a_page_is_a_bean_of_faces = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .haveSimpleNameEndingWith("Page")
            .and()
            .doNotHaveSimpleName("LedgerPage")
            .should()
            .beAnnotatedWith(Named.class);

    @ArchTest
    static final ArchRule the_aws_sdk_stays_at_the_edge = noClasses()
            .that(not(resideInAnyPackage(PLATFORM, STREAM, "org.savealife.mail.ses")
                    .or(outerClass(simpleNameEndingWith("Repository")))
                    .or(outerClass(simpleNameEndingWith("Table")))
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
                    "jakarta.validation.constraints..",
                    "jakarta.mail.internet..");

    @ArchTest
    static final ArchRule only_mail_speaks_jakarta_mail = noClasses()
            .that()
            .resideOutsideOfPackage("org.savealife.mail..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..");

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

    private static String room(JavaClass type) {
        var name = type.getPackageName();
        return name.equals(HOUSE) ? "" : name.substring(HOUSE.length() + 1);
    }

    /** Lines of {@code room -> room, room}; one that begins with a blank goes on with the line before. */
    private static Map<String, Set<String>> arrows(String text) {
        var lines = text.replaceAll("\n +", " ")
                .lines()
                .map(line -> line.split(" *-> ?", 2))
                .toList();
        var platform = lines.stream()
                .map(line -> line[0])
                .filter(room -> room.startsWith("platform") && !room.equals("platform.server"))
                .collect(Collectors.toSet());
        return lines.stream()
                .collect(Collectors.toMap(
                        line -> line[0],
                        line -> Arrays.stream(line[1].split(", *"))
                                .flatMap(room -> room.equals("platform.*") ? platform.stream() : Stream.of(room))
                                .collect(Collectors.toSet()),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
