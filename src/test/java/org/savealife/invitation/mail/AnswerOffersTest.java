package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.donation.Seating;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.platform.http.HttpSettings;
import org.savealife.platform.http.PublicUrl;
import org.savealife.visit.Slot;
import org.savealife.visit.link.AnswerLinks;
import software.amazon.awssdk.core.exception.SdkClientException;

class AnswerOffersTest {

    private static final Instant TEN = Instant.parse("2026-12-03T09:00:00Z");
    private static final Donation WITH_SLOTS =
            aDonation().at(TEN).lasting(Duration.ofHours(1)).build().withSeating(new Seating(15, 1, 0, 1));

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void a_run_reads_the_free_times_once_however_many_donors_it_writes_to() {
        var offers = offers(donation -> List.of(slot(0, 1), slot(1, 0), slot(2, 0), slot(3, 0)));

        for (var segment = 0; segment < 10; segment++) {
            var offer = offers.of(WITH_SLOTS);
            for (var donor = 0; donor < 100; donor++) {
                assertThat(offer.block().nearest()).containsExactly(at(1), at(2), at(3));
            }
        }

        assertThat(reads).hasValue(1);
    }

    @Test
    void for_a_donation_without_a_limit_nothing_is_read() {
        var block =
                offers(donation -> List.of()).of(aDonation().at(TEN).build()).block();

        assertThat(block).isEqualTo(new AnswerBlock(false, false, List.of()));
        assertThat(reads).hasValue(0);
    }

    @Test
    void a_full_donation_offers_no_time() {
        var block = offers(donation -> List.of(slot(0, 1))).of(WITH_SLOTS).block();

        assertThat(block).isEqualTo(new AnswerBlock(true, true, List.of()));
    }

    @Test
    void while_the_database_is_away_mails_offer_the_first_times() {
        var offer = offers(donation -> {
                    throw SdkClientException.create("away");
                })
                .of(WITH_SLOTS);

        assertThat(offer.block().nearest()).containsExactly(at(0), at(1), at(2));
    }

    @Test
    void each_donor_has_a_link() {
        var offer = offers(donation -> List.of()).of(WITH_SLOTS);

        assertThat(offer.link("a")).startsWith("https://example.org/r/").isNotEqualTo(offer.link("b"));
    }

    private AnswerOffers offers(Function<Donation, List<Slot>> slots) {
        var url = new PublicUrl(new HttpSettings("https://example.org", Optional.empty(), Duration.ofMinutes(30)));
        var links = new AnswerLinks(url, new TestUnsubscribeLinks());
        return new AnswerOffers(
                links,
                donation -> {
                    reads.incrementAndGet();
                    return slots.apply(donation);
                },
                Clock.fixed(TEN.minusSeconds(60), ZoneOffset.UTC));
    }

    private static Slot slot(int number, int taken) {
        return new Slot(at(number), 1, taken, 0, 0);
    }

    private static Instant at(int number) {
        return TEN.plus(Duration.ofMinutes(15).multipliedBy(number));
    }
}
