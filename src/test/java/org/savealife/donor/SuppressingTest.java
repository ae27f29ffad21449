package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.mail.EmailAddress;
import org.savealife.mail.Feedback;
import org.savealife.mail.Feedback.Kind;
import org.savealife.platform.Audit;
import org.savealife.platform.TestTables;

class SuppressingTest {

    private static EmbeddedDynamoDb database;

    private final Suppressing suppressing = new Suppressing();
    private final List<String> audited = new ArrayList<>();
    private final Donor zoe = aDonor().build();
    private DonorRepository donors;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void prepare() {
        donors = StoredDonors.repository(new TestTables(database.endpoint()));
        suppressing.donors = donors;
        suppressing.audit = new Audit() {
            @Override
            public <T> T recording(String who, String action, String subjectId, Supplier<T> act) {
                audited.add(who + " " + action + " " + subjectId);
                return act.get();
            }
        };
        suppressing.returnPaths = new ReturnPaths();
        suppressing.returnPaths.donors = donors;
        suppressing.returnPaths.unsubscribing = new Unsubscribing() {
            @Override
            List<String> secrets() {
                return List.of("a secret of more than 32 characters");
            }
        };
        suppressing.returnPaths.use(Optional.of("bounces@example.org"));
        donors.add(zoe);
    }

    @Test
    void a_bounce_puts_the_owner_of_the_address_aside_and_names_mail_in_the_audit() {
        suppressing.takeByAddress(bounced("<" + zoe.email().value().toUpperCase(Locale.ROOT) + ">"));

        assertThat(suppression()).isEqualTo("bounced: 550 5.1.1 User unknown");
        assertThat(audited).containsExactly("mail donor.suppress " + zoe.id());
    }

    @Test
    void the_first_reason_stays_and_what_comes_twice_changes_nothing() {
        var complaint = new Feedback(Kind.COMPLAINED, List.of(zoe.email().value()), "", "1");

        suppressing.takeByAddress(complaint);
        suppressing.takeByAddress(complaint);
        suppressing.takeByAddress(bounced(zoe.email().value()));

        assertThat(suppression()).isEqualTo("complained");
        assertThat(audited).hasSize(1);
    }

    @Test
    void passing_trouble_and_what_is_about_nobody_change_nothing() {
        suppressing.takeByAddress(new Feedback(Kind.PUT_OFF, List.of(zoe.email().value()), "full", "1"));
        suppressing.takeByAddress(new Feedback(Kind.NOTHING, List.of(zoe.email().value()), "", ""));
        suppressing.takeByAddress(bounced("nobody." + zoe.email().value()));
        suppressing.takeByAddress(bounced("no address"));

        assertThat(suppression()).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void a_return_path_names_its_donor_wherever_it_stands_and_in_whatever_case() {
        var path = suppressing.returnPaths.paths().apply(zoe);

        suppressing.takeByReturnPath(bounced("\"Bounces\" <" + path.toUpperCase(Locale.ROOT) + ">"));

        assertThat(suppression()).isEqualTo("bounced: 550 5.1.1 User unknown");
    }

    @Test
    void an_address_in_a_mail_is_not_believed() {
        suppressing.takeByReturnPath(bounced(zoe.email().value()));

        assertThat(suppression()).isEmpty();
    }

    @Test
    void the_return_path_of_an_address_that_the_donor_has_left_is_nobodys() {
        var path = suppressing.returnPaths.paths().apply(zoe);
        donors.edit(aDonor().withId(zoe.id())
                .withEmail("new." + zoe.email().value())
                .build());

        suppressing.takeByReturnPath(bounced(path));

        assertThat(suppression()).isEmpty();
        assertThat(donors.find(EmailAddress.of("new." + zoe.email().value()))).isPresent();
    }

    private String suppression() {
        return donors.find(zoe.id()).orElseThrow().suppression();
    }

    private static Feedback bounced(String recipient) {
        return new Feedback(Kind.BOUNCED, List.of(recipient), "550 5.1.1 User unknown", "1@example.org");
    }
}
