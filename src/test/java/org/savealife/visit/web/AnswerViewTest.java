package org.savealife.visit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.donation.Seating;
import org.savealife.donor.Donor;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.organisation.Organisation;
import org.savealife.visit.Slot;
import org.savealife.visit.Visit;

class AnswerViewTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final Instant TEN = Instant.parse("2026-12-03T09:00:00Z");
    private static final Instant BEFORE = TEN.minus(Duration.ofDays(3));
    private static final Donor ANNA =
            aDonor().named("’t Anna-Sophie").from("Haarlem").build();

    /** Of six hours, 15 minutes and 4 seats a slot. */
    private static final Donation WITH_SLOTS = aDonation()
            .in("Bergen op Zoom")
            .at(TEN)
            .lasting(Duration.ofHours(6))
            .telling("Park <behind>\nthe hall")
            .build()
            .withSeating(new Seating(15, 4, 0, 1));

    private static final Donation OPEN = aDonation().at(TEN).build();

    @Test
    void who_has_not_answered_sees_the_three_next_times_all_others_and_a_no() {
        var html = html(WITH_SLOTS, Optional.empty(), free(WITH_SLOTS));

        assertThat(html)
                .contains("<h1>Can you come?</h1>", "Thursday 3 December 2026, from 10:00 to 16:00")
                .contains("name=\"slot\" value=\"2026-12-03T09:00:00Z\">Thursday 3 December at 10:00</button>")
                .contains("aria-label=\"Thursday 3 December at 15:45\">15:45</button>")
                .contains("Park &lt;behind&gt;<br>the hall", "value=\"no\"", "name=\"reason\"")
                .doesNotContain("value=\"wait\"", "value=\"give_up\"", "{{", "answer.");
    }

    @Test
    void a_reader_of_a_forwarded_mail_sees_one_letter_of_the_donor_and_where_to_sign_up() {
        var html = html(WITH_SLOTS, Optional.empty(), free(WITH_SLOTS));

        assertThat(html)
                .contains("This invitation is for t…", "href=\"../?city=Bergen+op+Zoom#signup\"")
                .doesNotContain("Anna", ANNA.email().value(), ANNA.id());
    }

    @Test
    void the_time_in_the_link_comes_first_with_its_neighbours() {
        var wanted = TEN.plus(Duration.ofHours(2));

        var html = view(WITH_SLOTS, Optional.empty(), free(WITH_SLOTS), Language.ENGLISH)
                .page("../", Optional.of(wanted))
                .content();

        assertThat(html)
                .contains("class=\"btn primary wide\" name=\"slot\" value=\"2026-12-03T11:00:00Z\"")
                .containsOnlyOnce("btn primary")
                .contains("class=\"btn wide\" name=\"slot\" value=\"2026-12-03T11:15:00Z\"");
    }

    @ParameterizedTest
    @CsvSource({
        "BOOKED, You are coming, We keep a seat for you on Thursday 3 December at 10:00., give_up",
        "OFFERED, There is a seat for you, On Thursday 3 December at 10:00. We keep it for you until, give_up",
        "WAITING, You are on the waiting list, All seats are taken., give_up",
        "NO, You are not coming, Thank you for telling us., yes",
        "GAVE_UP, You are not coming, Somebody else can come now., yes",
        "LAPSED, The seat went to somebody else, We did not hear from you in time., no"
    })
    void who_has_answered_sees_the_answer_and_can_change_it(
            Visit.State state, String heading, String text, String offered) {
        var html = html(WITH_SLOTS, visit(WITH_SLOTS, state, Optional.of(TEN)), free(WITH_SLOTS));

        assertThat(html)
                .contains("<h1>" + heading + "</h1>", text, "name=\"answer\" value=\"" + offered + "\"")
                .doesNotContain("{{", "answer.");
    }

    @Test
    void who_is_booked_can_put_it_in_the_calendar_and_is_not_offered_the_same_time_again() {
        var html = html(WITH_SLOTS, visit(WITH_SLOTS, Visit.State.BOOKED, Optional.of(TEN)), free(WITH_SLOTS));

        assertThat(html)
                .contains("href=\"../donation.ics?id=" + WITH_SLOTS.id() + "&amp;language=en\"")
                .doesNotContain("value=\"2026-12-03T09:00:00Z\"");
    }

    @Test
    void when_all_seats_are_taken_there_is_the_waiting_list() {
        var full = List.of(new Slot(TEN, 4, 3, 1, 2));

        assertThat(html(WITH_SLOTS, Optional.empty(), full))
                .contains("All seats are taken", "value=\"wait\"")
                .doesNotContain("value=\"yes\"");
        assertThat(html(WITH_SLOTS, visit(WITH_SLOTS, Visit.State.WAITING, Optional.empty()), full))
                .contains("Leave the waiting list")
                .doesNotContain("value=\"wait\"", "value=\"yes\"");
    }

    @Test
    void who_was_too_late_is_told_so_with_the_times_next_to_the_wanted_one() {
        var page = view(WITH_SLOTS, Optional.empty(), free(WITH_SLOTS), Language.ENGLISH)
                .page("../", Optional.of(TEN.plus(Duration.ofMinutes(50))), "taken");

        assertThat(page.status()).isEqualTo(409);
        assertThat(page.content())
                .contains("role=\"alert\"", "Somebody was faster.")
                .contains("wide\" name=\"slot\" value=\"2026-12-03T09:45:00Z\"");
    }

    @Test
    void without_slots_one_button_says_yes() {
        var anybody = List.of(new Slot(TEN, Slot.NO_LIMIT, 12, 0, 0));

        assertThat(html(OPEN, Optional.empty(), anybody))
                .contains("I will come</button>")
                .doesNotContain("name=\"slot\"");
        assertThat(html(OPEN, visit(OPEN, Visit.State.BOOKED, Optional.empty()), anybody))
                .contains("You are coming", "I cannot come after all")
                .doesNotContain("value=\"yes\"");
    }

    @ParameterizedTest
    @EnumSource
    void even_the_longest_page_is_small_and_its_buttons_say_what_they_do(Language language) {
        var longest =
                aDonation().at(TEN).lasting(Duration.ofMinutes(450)).build().withSeating(new Seating(5, 1, 0, 1));

        var page = view(longest, Optional.empty(), free(longest), language).page("../", Optional.empty());

        assertThat(page.html("../", Organisation.UNNAMED).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(30_000);
        assertThat(Pattern.compile("<button[^>]*></button>")
                        .matcher(page.content())
                        .find())
                .isFalse();
    }

    @Test
    void a_page_is_in_the_language_of_the_reader() {
        assertThat(view(WITH_SLOTS, Optional.empty(), free(WITH_SLOTS), Language.DUTCH)
                        .page("../", Optional.empty())
                        .html("../", Organisation.UNNAMED))
                .contains("<html lang=\"nl\">", "Kun je komen?", "donderdag 3 december om 10:00")
                .doesNotContain("{{", "answer.");
    }

    private static String html(Donation donation, Optional<Visit> visit, List<Slot> slots) {
        var page = view(donation, visit, slots, Language.ENGLISH).page("../", Optional.empty());
        assertThat(page.status()).isEqualTo(200);
        return page.html("../", Organisation.UNNAMED);
    }

    private static AnswerView view(Donation donation, Optional<Visit> visit, List<Slot> slots, Language language) {
        return new AnswerView(
                new Invited(donation, ANNA), visit, slots, new DonationTimeTexts(language, AMSTERDAM), BEFORE);
    }

    private static List<Slot> free(Donation donation) {
        return donation.seating().slotStarts(donation).stream()
                .map(at -> new Slot(at, 4, 0, 0, 0))
                .toList();
    }

    private static Optional<Visit> visit(Donation donation, Visit.State state, Optional<Instant> slot) {
        return Optional.of(new Visit(
                donation.id(),
                ANNA.id(),
                state,
                slot,
                BEFORE,
                BEFORE,
                Visit.Via.LINK,
                "",
                state == Visit.State.OFFERED ? Optional.of(TEN) : Optional.empty()));
    }
}
