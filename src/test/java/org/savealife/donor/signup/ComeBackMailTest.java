package org.savealife.donor.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.dev.Mailbox;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.bounce.StoredBounces;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.CountingRelay.Step;
import org.savealife.fixture.CountingRelay.Temper;
import org.savealife.fixture.TestClock;
import org.savealife.mail.MailSettings;
import org.savealife.mail.message.Sender;
import org.savealife.mail.smtp.OpenTransport;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.organisation.Organisation;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Web processes queue donors and workers send the mails; here one process does both. */
@Timeout(60)
class ComeBackMailTest {

    private static final Duration LATER = Duration.ofMinutes(3);
    private static final Organisation BANK =
            new Organisation("Blood bank", "Lindeplein 8, Haarlem", List.of(), List.of(), Optional.empty());

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());
    private static final Mailbox MAILBOX = Mailbox.start(Mailbox.ANY_PORT, Mailbox.ANY_PORT);

    private final TestClock clock = new TestClock();
    private final ComeBackRepository comeBacks =
            new ComeBackRepository(TABLES.client(), TABLES.tables(), TABLES.transactions(), clock);
    private DonorRepository donors;
    private final CountingRelay relay = CountingRelay.start(1);
    private OpenTransport toMailbox;
    private OpenTransport toRelay;
    private ComeBackMail mail;

    @BeforeEach
    void open() {
        donors = StoredDonors.repository(TABLES);
        toMailbox = OpenTransport.smtp(MAILBOX.smtpPort());
        toRelay = OpenTransport.smtp(relay.port(0));
        mail = worker(toMailbox);
    }

    @AfterAll
    static void stop() {
        MAILBOX.close();
        TABLES.close();
        DATABASE.close();
    }

    /** The clock of the next test starts anew, so that donors who still wait would be due in it. */
    @AfterEach
    void close() {
        TABLES.client()
                .query(query -> query.tableName(TABLES.tables().invitations())
                        .keyConditionExpression("PK = :queue")
                        .expressionAttributeValues(Map.of(":queue", AttributeValue.fromS("COMEBACK"))))
                .items()
                .forEach(waiting -> TABLES.client()
                        .deleteItem(delete -> delete.tableName(TABLES.tables().invitations())
                                .key(Item.from(waiting).key())));
        MAILBOX.clear();
        toMailbox.close();
        toRelay.close();
        relay.close();
    }

    @Test
    void who_unsubscribed_is_asked_once_with_a_link_to_the_page_that_brings_them_back() {
        var donor = unsubscribed(aDonor().named("Zoë").withEmail("zoe@example.org"));

        comeBacks.ask(donor.id());
        comeBacks.ask(donor.id());
        mail.sendDue();
        mail.sendDue();

        assertThat(MAILBOX.mails()).singleElement().satisfies(got -> {
            assertThat(got.recipients()).containsExactly("zoe@example.org");
            assertThat(got.subject()).isEqualTo("Do you want invitations to give blood again?");
            assertThat(got.text()).contains("Hello Zoë,", link(donor)).doesNotContain("{{", "[[");
            assertThat(got.html()).contains("href=\"" + link(donor) + "\"").doesNotContain("{{", "[[");
            assertThat(got.header("Auto-Submitted")).contains("auto-generated");
        });
        assertThat(donors.find(donor.id())).map(Donor::unsubscribed).contains(true);
    }

    @Test
    void who_asks_is_the_organisation_and_says_how_it_is_reached() {
        var donor = unsubscribed(aDonor());

        comeBacks.ask(donor.id());
        mail.sendDue();

        assertThat(MAILBOX.mails()).singleElement().satisfies(got -> {
            assertThat(got.text())
                    .contains("somebody signed up at Blood bank")
                    .containsPattern("-- \\RBlood bank\\RLindeplein 8, Haarlem\\R");
        });
    }

    @Test
    void a_donor_is_asked_in_their_language() {
        var donor = unsubscribed(aDonor().reading(Language.DUTCH));

        comeBacks.ask(donor.id());
        mail.sendDue();

        assertThat(MAILBOX.mails())
                .singleElement()
                .satisfies(got -> assertThat(got.text()).contains("Hallo Zoë,"));
    }

    @Test
    void nobody_can_have_a_donor_asked_again_and_again() {
        var donor = unsubscribed(aDonor());
        comeBacks.ask(donor.id());
        mail.sendDue();
        clock.advance(Duration.ofDays(29));

        comeBacks.ask(donor.id());
        mail.sendDue();
        assertThat(MAILBOX.mails()).hasSize(1);
        clock.advance(Duration.ofDays(2));
        comeBacks.ask(donor.id());
        mail.sendDue();

        assertThat(MAILBOX.mails()).hasSize(2);
    }

    @Test
    void who_gets_invitations_or_must_get_no_mail_or_is_gone_is_not_asked() {
        var subscribed = aDonor().build();
        donors.add(subscribed);
        var suppressed = unsubscribed(aDonor());
        donors.suppress(suppressed.id(), "bounced");
        var erased = unsubscribed(aDonor());
        donors.erase(erased.id());

        comeBacks.ask(subscribed.id());
        comeBacks.ask(suppressed.id());
        comeBacks.ask(erased.id());
        mail.sendDue();

        assertThat(MAILBOX.mails()).isEmpty();
        assertThat(comeBacks.due()).isEmpty();
    }

    @Test
    void who_unsubscribes_after_a_sign_up_that_asked_nobody_is_asked_at_the_next_one() {
        var donor = aDonor().build();
        donors.add(donor);
        comeBacks.ask(donor.id());
        mail.sendDue();
        donors.unsubscribe(donor.id(), clock.instant());

        comeBacks.ask(donor.id());
        mail.sendDue();

        assertThat(MAILBOX.mails()).hasSize(1);
    }

    @Test
    void a_relay_that_puts_the_mail_off_gets_it_later_once() {
        var donor = unsubscribed(aDonor());
        comeBacks.ask(donor.id());
        relay.temper((step, recipient) -> step == Step.RCPT ? Optional.of("451 4.3.0 Later") : Optional.empty());
        for (var times = 0; times < 4; times++) {
            worker(toRelay).sendDue();
            clock.advance(LATER);
        }
        assertThat(relay.count()).isZero();
        relay.temper(Temper.EVEN);

        worker(toRelay).sendDue();
        clock.advance(LATER);
        worker(toRelay).sendDue();

        assertThat(relay.count()).isEqualTo(1);
    }

    @Test
    void a_mail_that_the_relay_never_takes_is_given_up_after_a_day() {
        var donor = unsubscribed(aDonor());
        comeBacks.ask(donor.id());
        clock.advance(Duration.ofHours(25));

        mail.sendDue();

        assertThat(MAILBOX.mails()).isEmpty();
    }

    @Test
    void a_mail_whose_fate_is_unknown_is_offered_once_more_and_no_more() {
        var donor = unsubscribed(aDonor());
        comeBacks.ask(donor.id());
        relay.temper((step, recipient) -> step == Step.END ? Optional.of(Temper.DROP) : Optional.empty());

        for (var times = 0; times < 4; times++) {
            worker(toRelay).sendDue();
            clock.advance(LATER);
        }

        assertThat(relay.count()).isEqualTo(2);
        assertThat(relay.received()).as("Message-IDs").hasSize(1);
        assertThat(comeBacks.due()).isEmpty();
    }

    @Test
    void what_a_worker_was_sending_when_it_died_another_one_sends_once_more() {
        var donor = unsubscribed(aDonor());
        comeBacks.ask(donor.id());
        var claimed = comeBacks.due().get(0);
        assertThat(comeBacks.claim(claimed)).isTrue();
        assertThat(comeBacks.claim(claimed)).as("by another one").isFalse();

        mail.sendDue();
        assertThat(MAILBOX.mails()).isEmpty();
        clock.advance(Duration.ofHours(2));
        mail.sendDue();
        clock.advance(Duration.ofHours(2));
        mail.sendDue();

        assertThat(MAILBOX.mails()).hasSize(1);
    }

    private Donor unsubscribed(DonorBuilder builder) {
        var donor = builder.build();
        donors.add(donor);
        donors.unsubscribe(donor.id(), Instant.EPOCH);
        return donor;
    }

    @Test
    void many_who_wait_for_their_next_try_hide_nobody_whose_turn_it_is() {
        var notBefore = clock.instant().plus(LATER).toEpochMilli();
        for (var number = 0; number < 501; number++) {
            var id = String.format(Locale.ROOT, "%032d", number);
            TABLES.client()
                    .putItem(put -> put.tableName(TABLES.tables().invitations())
                            .item(Item.of("COMEBACK", id)
                                    .with("asked_at", clock.instant())
                                    .with("offers", 1)
                                    .with("not_before", notBefore)
                                    .with(
                                            "delete_after",
                                            clock.instant().plus(LATER).getEpochSecond())
                                    .attributes()));
        }
        var last = "f".repeat(32);
        comeBacks.ask(last);

        assertThat(comeBacks.due())
                .extracting(ComeBackRepository.Waiting::donorId)
                .containsExactly(last);
    }

    private static String link(Donor donor) {
        return new TestUnsubscribeLinks().links().apply(donor.id()).url() + "?back";
    }

    private ComeBackMail worker(OpenTransport transport) {
        return new ComeBackMail(
                TestTables.role("web"),
                TABLES.tables(),
                comeBacks,
                donors,
                new TestUnsubscribeLinks(),
                StoredBounces.noReturnPaths(),
                transport.transport(),
                BANK,
                new MailSettings(MailSettings.Transport.SMTP, Sender.parse("bank@example.org"), 0).orNamed(BANK.name()),
                new LanguageSettings(Language.ENGLISH));
    }
}
