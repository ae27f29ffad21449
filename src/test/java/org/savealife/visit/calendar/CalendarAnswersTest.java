package org.savealife.visit.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.Notify;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.Donor;
import org.savealife.donor.bounce.BounceAddress;
import org.savealife.donor.bounce.BounceSettings;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.fixture.TestClock;
import org.savealife.mail.feedback.BounceParser;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.visit.Answer;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

class CalendarAnswersTest {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Logger LOG = Logger.getLogger(CalendarAnswers.class.getName());
    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final Instant start = clock.instant().plus(Duration.ofDays(4));
    private final Instant second = start.plus(Duration.ofMinutes(30));
    private final OrganiserAddresses addresses = addresses(Optional.of(BounceAddress.of("bounces@example.org")));
    private final List<String> logged = new ArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage()
                    + List.of(Optional.ofNullable(line.getParameters()).orElse(new Object[0])));
        }

        @Override
        public void flush() {
            // Nothing is kept back
        }

        @Override
        public void close() {
            // Nothing is open
        }
    };
    private VisitRepository visits;
    private DonationRepository donations;
    private DonorRepository donors;
    private CalendarAnswers answers;
    private Donation donation;
    private Donor zoe;

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @BeforeEach
    void begin() {
        LOG.setLevel(Level.ALL);
        LOG.addHandler(log);
        visits = StoredVisits.repository(tables, clock);
        donations = StoredDonations.repository(tables, clock);
        donors = StoredDonors.repository(tables);
        answers = new CalendarAnswers(addresses, donors, donations, visits);
        donation = aDonation()
                .at(start)
                .lasting(Duration.ofHours(1))
                .withSlots(30, 1)
                .build();
        donations.add(donation);
        zoe = signedUp();
        book(zoe, start);
    }

    @AfterEach
    void everything_adds_up_and_the_log_shows_ids_only() {
        LOG.removeHandler(log);
        LOG.setLevel(null);
        StoredVisits.addUp(tables, donation);
        assertThat(logged).allSatisfy(line -> assertThat(line).doesNotContain("@", "Zoe"));
    }

    @AfterAll
    static void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void who_declines_gives_the_seat_up_and_who_then_accepts_has_it_again() {
        assertThat(take(reply("DECLINED"))).isTrue();
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.GAVE_UP);
        assertThat(visit(zoe).via()).isEqualTo(Visit.Via.CALENDAR);
        assertThat(logged).singleElement().asString().contains(zoe.id(), donation.id(), "gave_up");

        take(reply("ACCEPTED"));

        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
        assertThat(visit(zoe).slot()).contains(start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACCEPTED", "TENTATIVE", "NEEDS-ACTION", "DELEGATED"})
    void who_does_not_decline_keeps_the_seat_and_the_booking_is_as_it_was(String said) {
        var before = visit(zoe);

        assertThat(take(reply(said))).isTrue();

        assertThat(visit(zoe)).isEqualTo(before);
    }

    @Test
    void a_reply_that_comes_again_changes_nothing() {
        take(reply("DECLINED"));
        var first = visit(zoe);
        clock.advance(Duration.ofMinutes(1));
        take(reply("DECLINED"));

        assertThat(visit(zoe)).isEqualTo(first);
    }

    @Test
    void a_reply_that_comes_again_after_the_donor_has_booked_anew_changes_nothing() {
        var declined = reply("DECLINED");
        take(declined);
        clock.advance(Duration.ofHours(1));
        book(zoe, start);

        assertThat(take(declined)).isTrue();

        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void the_address_is_found_in_headers_and_in_the_reply() {
        var loud = "To: Bank <" + address(zoe).toUpperCase(Locale.ROOT) + ">";
        assertThat(answers.take("", mail(loud, reply("DECLINED")))).isTrue();
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.GAVE_UP);

        var named = reply("ACCEPTED").replace("ORGANIZER:mailto:x@example.org", "ORGANIZER:MAILTO:" + address(zoe));
        assertThat(answers.take("", mail("To: bank@example.org", named))).isTrue();
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void nobody_answers_for_another_donor() {
        var other = signedUp();
        book(other, second);

        assertThat(take(addresses.of(donation.id()).apply(other.id()), reply("DECLINED")))
                .as("another donor's token, with one's own address")
                .isTrue();
        assertThat(take(reply("DECLINED")
                        .replace(zoe.email().value(), other.email().value())))
                .as("an entry that was forwarded")
                .isTrue();
        assertThat(take("bounces+" + "0".repeat(42) + "@example.org", reply("DECLINED")))
                .as("a token that was made up")
                .isFalse();
        assertThat(take("", reply("DECLINED"))).as("no token").isFalse();

        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
        assertThat(visit(other).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void a_token_is_about_one_donation() {
        var another = aDonation().at(start).build();
        donations.add(another);
        visits.answer(another, zoe.id(), new Answer.Yes(start), Visit.Via.LINK);

        for (var forged : List.of(another.id() + "@savealife", donation.id(), "x@savealife", "x@example.org")) {
            assertThat(take(reply("DECLINED").replace(donation.id() + "@savealife", forged)))
                    .as(forged)
                    .isFalse();
        }

        assertThat(visits.find(another, zoe.id())).map(Visit::state).contains(Visit.State.BOOKED);
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void an_old_version_that_was_about_another_time_is_not_answered() {
        ChangedDonations.store(
                tables, ChangedDonations.moved(donation, start.plus(Duration.ofHours(2)), "Park", Notify.ALL));

        take(reply("DECLINED"));
        take(reply("DECLINED").replaceAll("DTSTART.*\r\n", ""));

        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void a_donation_that_is_over_is_not_answered() {
        clock.advance(Duration.ofDays(5));

        assertThat(take(reply("DECLINED"))).isTrue();

        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void a_donation_that_was_called_off_is_not_answered() {
        assertThat(donations.cancel(donation.id())).isPresent();

        assertThat(take(reply("DECLINED"))).isTrue();

        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void if_the_time_is_taken_the_donor_must_choose_and_if_all_are_taken_the_donor_waits() {
        take(reply("DECLINED"));
        book(signedUp(), start);

        take(reply("ACCEPTED"));
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.GAVE_UP);

        book(signedUp(), second);
        take(reply("ACCEPTED"));
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.WAITING);
        assertThat(visit(zoe).via()).isEqualTo(Visit.Via.CALENDAR);
    }

    @Test
    void who_never_booked_or_is_gone_has_nothing_to_answer() {
        var other = signedUp();
        var theirs =
                reply("ACCEPTED").replace(zoe.email().value(), other.email().value());
        assertThat(take(addresses.of(donation.id()).apply(other.id()), theirs)).isTrue();
        assertThat(visits.find(donation, other.id())).isEmpty();

        visits.erase(zoe.id());
        assertThat(donors.erase(zoe.id())).isTrue();
        assertThat(take(reply("DECLINED"))).isFalse();
    }

    @Test
    void what_is_no_reply_may_be_feedback() {
        assertThat(take(reply("DECLINED").replace("METHOD:REPLY", "METHOD:COUNTER")))
                .isFalse();
        assertThat(answers.take(address(zoe), BounceParser.of(new byte[0]))).isFalse();
        assertThat(visit(zoe).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void without_an_address_for_bounces_there_are_none_for_answers() {
        var none = addresses(Optional.empty());

        assertThat(none.areSet()).isFalse();
        assertThat(none.of(donation.id()).apply(zoe.id())).isEmpty();
        assertThat(none.donorId(List.of(address(zoe)), donation.id())).isEmpty();
        assertThat(addresses.areSet()).isTrue();
        assertThat(addresses.of(donation.id()).apply("donor#1")).isEmpty();
    }

    private boolean take(String reply) {
        return take(address(zoe), reply);
    }

    private boolean take(String recipient, String reply) {
        return answers.take(recipient, mail("Subject: Answer", reply));
    }

    private static BounceParser mail(String header, String reply) {
        var source = header + "\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + reply;
        return BounceParser.of(source.getBytes(StandardCharsets.UTF_8));
    }

    /** Written now, about the first slot. */
    private String reply(String said) {
        return """
                BEGIN:VCALENDAR
                VERSION:2.0
                METHOD:REPLY
                BEGIN:VEVENT
                UID:%s@savealife
                DTSTAMP:%s
                DTSTART:%s
                ORGANIZER:mailto:x@example.org
                ATTENDEE;CN=Zoe;PARTSTAT=%s:mailto:%s
                END:VEVENT
                END:VCALENDAR
                """.formatted(
                        donation.id(),
                        TIME.format(clock.instant()),
                        TIME.format(start),
                        said,
                        zoe.email().value())
                .replace("\n", "\r\n");
    }

    private String address(Donor donor) {
        return addresses.of(donation.id()).apply(donor.id());
    }

    private Visit visit(Donor donor) {
        return visits.find(donation, donor.id()).orElseThrow();
    }

    private void book(Donor donor, Instant slot) {
        var unused = visits.answer(donation, donor.id(), new Answer.Yes(slot), Visit.Via.LINK);
    }

    private Donor signedUp() {
        var donor = aDonor().withEmail(RandomId.next() + "@example.org").build();
        donors.add(donor);
        return donor;
    }

    private static OrganiserAddresses addresses(Optional<BounceAddress> address) {
        return new OrganiserAddresses(new BounceSettings(address), new TestUnsubscribeLinks());
    }
}
