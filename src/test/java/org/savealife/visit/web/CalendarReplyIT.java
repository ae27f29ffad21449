package org.savealife.visit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.dev.ReceivedMail;

/** A donor books, gets the entry for the calendar, and answers there. */
class CalendarReplyIT extends AnswersIT {

    private static final String TWELVE = "2031-04-06T12:00:00Z";
    private static final Pattern ORGANISER = Pattern.compile("ORGANIZER[^\n]*:mailto:([^\n]+)\n");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void declining_in_the_calendar_gives_up_the_seat_and_accepting_books_it_again() {
        var address = address();
        var donor = signUp("Zoë", address);
        var donation = announceWithSlots(1);
        book(token(donation, donor));
        var entry = entry(address);
        assertThat(entry).contains("UID:" + donation + "@savealife\n", "RSVP=TRUE", "DTSTART:20310406T120000Z\n");
        assertThat(organiser(entry)).matches("bounces\\+[0-9a-v]{42}@savealife\\.example");

        reply(entry, "DECLINED").statusCode(202);
        visit(donation).body("visits[0].state", equalTo("gave_up"), "visits[0].via", equalTo("calendar"));
        reply(entry, "DECLINED").statusCode(202);

        reply(entry, "ACCEPTED").statusCode(202);
        staff().queryParam("slot", TWELVE)
                .get("api/donation/{id}/visits", donation)
                .then()
                .statusCode(200)
                .body("visits.state", equalTo(List.of("booked")));
    }

    @Test
    void an_answer_of_another_person_or_to_another_donation_is_taken_and_changes_nothing() {
        var address = address();
        var donor = signUp("Zoë", address);
        var donation = announceWithSlots(1);
        book(token(donation, donor));
        var entry = entry(address);

        reply(entry.replace(":mailto:" + address, ":mailto:friend@example.org"), "DECLINED")
                .statusCode(202);
        reply(entry.replace(donation, announceWithSlots(1)), "DECLINED").statusCode(202);
        reply(entry.replaceAll("bounces\\+.", "bounces+x"), "DECLINED").statusCode(202);

        visit(donation).body("visits[0].state", equalTo("booked"), "visits[0].via", equalTo("link"));
    }

    private static void book(String token) {
        anybody()
                .contentType("application/json")
                .body(Map.of("answer", "yes", "slot", TWELVE))
                .put("api/invitation/{token}/answer", token)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse visit(String donation) {
        return staff().get("api/donation/{id}/visits", donation).then().statusCode(200);
    }

    /** Posts what a calendar program answers, without a time, so that it cannot be late. */
    private static ValidatableResponse reply(String entry, String said) {
        var reply = entry.replace("METHOD:REQUEST", "METHOD:REPLY")
                .replace("PARTSTAT=ACCEPTED", "PARTSTAT=" + said)
                .replaceAll("DTSTAMP[^\n]*\n", "")
                .replace("\n", "\r\n");
        var mail = "From: zoe@example.org\r\nTo: " + organiser(entry)
                + "\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + reply;
        return staff().contentType("message/rfc822")
                .body(mail.getBytes(StandardCharsets.UTF_8))
                .post("api/mail/bounce")
                .then();
    }

    private static String organiser(String entry) {
        return ORGANISER
                .matcher(entry)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }

    /** The entry that confirms the booking, unfolded. */
    private static String entry(String address) {
        return await().atMost(PATIENCE)
                .until(
                        () -> MAILBOX.mails().stream()
                                .filter(mail -> mail.recipients().contains(address))
                                .flatMap(mail -> calendar(mail).stream())
                                .filter(calendar -> calendar.contains("METHOD:REQUEST"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<String> calendar(ReceivedMail mail) {
        return mail.attachments().stream().findFirst().map(part -> {
            try (var content = part.getInputStream()) {
                return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                        .replace("\r\n ", "")
                        .replace("\r\n", "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
