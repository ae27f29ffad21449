package org.savealife.donor.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.donor.unsubscribe.UnsubscribeTokens;
import org.savealife.fixture.TestClock;
import org.savealife.mail.feedback.BounceParser;
import org.savealife.mail.feedback.Feedback;
import org.savealife.mail.feedback.Feedback.Kind;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.SilentAudit;
import org.savealife.platform.dynamodb.TestTables;

class SuppressionHandlerTest {

    private static final String SECRET = "a secret of more than 32 characters";

    private static EmbeddedDynamoDb database;

    private final TestClock clock = new TestClock();
    private final List<Kind> counted = new ArrayList<>();
    private final List<String> audited = new ArrayList<>();
    private final Donor zoe = aDonor().withEmail("zoe@" + RandomId.next() + ".example")
            .from("Haarlem " + RandomId.next())
            .build();
    private DonorRepository donors;
    private VerpAddresses returnPaths;
    private SuppressionHandler suppressing;

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
        var tables = new TestTables(database.endpoint());
        donors = StoredDonors.repository(tables);
        var audit = new SilentAudit(tables) {
            @Override
            public <T> T recording(String who, String action, String subjectId, Supplier<T> act) {
                audited.add(who + " " + action + " " + subjectId);
                return act.get();
            }
        };
        returnPaths = new VerpAddresses(
                Optional.of(BounceAddress.of("bounces@example.org")), new TestUnsubscribeLinks(SECRET), donors::find);
        var brake = StoredBounces.brake(tables, donors, audit, clock);
        suppressing = new SuppressionHandler(donors, returnPaths, brake, audit, clock);
        suppressing.countWith(counted::add);
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
        suppressing.takeByReturnPath("", mail("\"Bounces\" <" + path().toUpperCase(Locale.ROOT) + ">", "5.1.1"));

        assertThat(suppression()).isEqualTo("bounced: 5.1.1");
    }

    @Test
    void a_mail_server_may_name_it() {
        suppressing.takeByReturnPath(path(), mail("elsewhere@example.org", "5.1.1"));

        assertThat(suppression()).isEqualTo("bounced: 5.1.1");
    }

    @Test
    void words_alone_put_nobody_aside_until_they_come_again_on_another_day() {
        suppressing.takeByReturnPath(path(), inOwnWords("550 no such user"));
        clock.advance(Duration.ofHours(11));
        suppressing.takeByReturnPath(path(), inOwnWords("550 no such user"));
        assertThat(suppression()).isEmpty();
        assertThat(audited).isEmpty();

        clock.advance(Duration.ofHours(2));
        suppressing.takeByReturnPath(path(), inOwnWords("550 mailbox unavailable"));

        assertThat(suppression()).isEqualTo("bounced: 550 mailbox unavailable");
        assertThat(audited).containsExactly("mail donor.suppress " + zoe.id());
    }

    @Test
    void words_about_an_address_that_the_donor_has_left_do_not_count() {
        suppressing.takeByReturnPath(path(), inOwnWords("550 no such user"));
        var moved = aDonor().withId(zoe.id())
                .withEmail("new." + zoe.email().value())
                .build();
        donors.edit(moved);
        clock.advance(Duration.ofDays(1));

        suppressing.takeByReturnPath(returnPaths.paths().apply(moved), inOwnWords("550 no such user"));

        assertThat(suppression()).isEmpty();
    }

    @Test
    void words_that_came_before_staff_allowed_mail_again_do_not_count() {
        suppressing.takeByReturnPath(path(), inOwnWords("550 no such user"));
        donors.unsuppress(zoe.id());
        clock.advance(Duration.ofDays(1));

        suppressing.takeByReturnPath(path(), inOwnWords("550 no such user"));

        assertThat(suppression()).isEmpty();
    }

    @Test
    void a_mail_to_a_return_path_that_is_not_understood_changes_nothing_and_is_counted() {
        suppressing.takeByReturnPath(path(), inOwnWords("We are sorry."));
        suppressing.takeByReturnPath(path(), mail("x@example.org", "5.7.1"));
        suppressing.takeByReturnPath("nobody@example.org", inOwnWords("We are sorry."));

        assertThat(counted).containsExactly(Kind.NOT_UNDERSTOOD, Kind.PUT_OFF);
        assertThat(suppression()).isEmpty();
    }

    @Test
    void a_complaint_is_of_whose_return_path_is_in_the_mail_complained_about() {
        suppressing.takeByReturnPath("fbl@example.org", complaint("Return-Path: <" + path() + ">"));

        assertThat(suppression()).isEqualTo("complained");
    }

    @Test
    void a_complaint_is_of_whose_link_to_unsubscribe_is_in_the_mail_complained_about() {
        var token = UnsubscribeTokens.of(List.of(SECRET)).token(zoe.id());

        suppressing.takeByReturnPath(
                "", complaint("List-Unsubscribe: <https://give.example.org/unsubscribe/x" + token + ">"));
        assertThat(suppression()).isEmpty();

        suppressing.takeByReturnPath(
                "", complaint("List-Unsubscribe: <https://give.example.org/unsubscribe/" + token + ">"));
        assertThat(suppression()).isEqualTo("complained");
    }

    @Test
    void such_a_link_in_a_mail_that_came_back_names_nobody() {
        var token = UnsubscribeTokens.of(List.of(SECRET)).token(zoe.id());

        suppressing.takeByReturnPath(
                "",
                mail(
                        "x@example.org\r\nList-Unsubscribe: <https://give.example.org/unsubscribe/" + token + ">",
                        "5.1.1"));

        assertThat(suppression()).isEmpty();
    }

    @Test
    void an_address_in_a_mail_is_not_believed() {
        suppressing.takeByReturnPath(zoe.email().value(), mail(zoe.email().value(), "5.1.1"));

        assertThat(suppression()).isEmpty();
    }

    @Test
    void the_return_path_of_an_address_that_the_donor_has_left_is_nobodys() {
        var path = path();
        donors.edit(aDonor().withId(zoe.id())
                .withEmail("new." + zoe.email().value())
                .build());

        suppressing.takeByReturnPath(path, mail(path, "5.1.1"));

        assertThat(suppression()).isEmpty();
        assertThat(donors.find(EmailAddress.of("new." + zoe.email().value()))).isPresent();
    }

    private String suppression() {
        return donors.find(zoe.id()).orElseThrow().suppression();
    }

    private String path() {
        return returnPaths.paths().apply(zoe);
    }

    private static BounceParser mail(String to, String status) {
        return mail("To: " + to + "\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: " + status
                + "\r\n");
    }

    private static BounceParser inOwnWords(String words) {
        return mail("From: MAILER-DAEMON@mx.example.org\r\n\r\n" + words + "\r\n");
    }

    private static BounceParser complaint(String header) {
        return mail(
                "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
                        + "Feedback-Type: abuse\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + header
                        + "\r\nSubject: Give blood\r\n\r\nDear Zoe\r\n--b--\r\n");
    }

    private static BounceParser mail(String source) {
        return BounceParser.of(source.getBytes(StandardCharsets.UTF_8));
    }

    private static Feedback bounced(String recipient) {
        return new Feedback(Kind.BOUNCED, List.of(recipient), "550 5.1.1 User unknown", "1@example.org");
    }
}
