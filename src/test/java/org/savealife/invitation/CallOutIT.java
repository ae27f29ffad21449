package org.savealife.invitation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.savealife.fixture.Savealife.IN_2031;
import static org.savealife.fixture.Savealife.newAddress;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Depth;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** From sign-up and announcement to the mail, as donors and staff see it. */
class CallOutIT extends SavealifeIT {

    private static final int THOUSANDS = Depth.of(3_000, 12_000);

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @Test
    void the_seeds_two_calls_mail_the_donors_of_the_city_each_alone() {
        var ivica = savealife.signUp("ivica", "0+", city);
        var zoe = savealife.signUp("Zoë", "AB Rh negative", city.toUpperCase(Locale.ROOT));
        var elsewhere = savealife.signUp("Anna", "A-", "Amsterdam " + city);

        var donation = savealife.announce(city);

        await().atMost(Duration.ofSeconds(2))
                .until(() -> savealife.mailsTo(ivica, zoe).size() == 2);
        savealife
                .awaitRunEnded(donation)
                .body("counts.sent", equalTo(2), "counts.failed", equalTo(0), "counts.skipped", equalTo(0));
        assertThat(savealife.mailsTo(elsewhere)).isEmpty();
        assertThat(savealife.mailsTo(ivica)).singleElement().satisfies(mail -> {
            assertThat(mail.recipients()).containsExactly(ivica);
            assertThat(mail.headers("To")).containsExactly(ivica);
            assertThat(mail.source()).doesNotContain(zoe).doesNotContain(elsewhere);
            assertThat(mail.text())
                    .contains("Hello ivica,")
                    .contains("Sunday 6 April 2031, from 12:00")
                    .contains("Main street");
            assertThat(mail.html()).contains("Hello ivica,");
        });
        assertThat(savealife.mailsTo(zoe)).singleElement().satisfies(mail -> {
            assertThat(mail.headers("To")).containsExactly(zoe);
            assertThat(mail.source()).doesNotContain(ivica);
            assertThat(mail.text()).contains("Hello Zoë,");
            assertThat(mail.html()).contains("Hello Zoë,");
        });
    }

    @Test
    void a_message_carries_what_mail_programs_look_for_and_no_blood_type() {
        var ivica = savealife.signUp("ivica", "AB-", city);

        var donation = savealife.announce(city);

        savealife.awaitRunEnded(donation);
        assertThat(savealife.mailsTo(ivica)).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("Give blood in " + city + " on Sunday 6 April");
            assertThat(mail.header("Message-ID"))
                    .hasValueSatisfying(id -> assertThat(id).matches("<[0-9a-f]{32}@.+>"));
            assertThat(mail.headers("Date")).hasSize(1);
            assertThat(mail.headers("From")).hasSize(1);
            assertThat(mail.headers("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mail.headers("Cc")).isEmpty();
            assertThat(mail.headers("Bcc")).isEmpty();
            assertThat(mail.attachments())
                    .singleElement()
                    .satisfies(entry -> assertThat(
                                    new String(entry.getInputStream().readAllBytes(), UTF_8))
                            .contains("\r\nORGANIZER;CN=\"Savealife\":mailto:"));
            assertThat(mail.text() + mail.html() + mail.subject()).doesNotContain("AB-");
        });
    }

    @Test
    void each_donor_is_mailed_in_their_language() {
        var ivica = savealife.signUp("ivica", "", city);
        var sanne = newAddress();
        savealife.signUp(Map.of("first_name", "Sanne", "email", sanne, "city", city, "language", "nl"));

        var donation = savealife.announce(city);

        savealife.awaitRunEnded(donation);
        assertThat(savealife.mailsTo(sanne)).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("Geef bloed in " + city + " op zondag 6 april");
            assertThat(mail.text()).contains("zondag 6 april 2031, vanaf 12:00");
            assertThat(mail.html()).contains("lang=\"nl\"");
        });
        assertThat(savealife.mailsTo(ivica))
                .singleElement()
                .satisfies(mail -> assertThat(mail.subject()).startsWith("Give blood in "));
    }

    @Test
    void of_thousands_of_donors_each_gets_one_message() {
        var donors = StoredDonors.add(DYNAMO_DB, "savealife", city, THOUSANDS);

        var donation = savealife.announce(city);

        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> savealife.run(donation).body("status", equalTo("finished")));
        savealife.run(donation).body("counts.sent", equalTo(THOUSANDS), "counts.failed", equalTo(0));
        var addresses = donors.stream().map(donor -> donor.email().value()).toList();
        var received = MAILBOX.mails().stream()
                .flatMap(mail -> mail.recipients().stream())
                .filter(new HashSet<>(addresses)::contains)
                .toList();
        assertThat(received).hasSize(THOUSANDS).doesNotHaveDuplicates();
        savealife.outcome(donation, donors.get(0).id()).body("outcome", equalTo("sent"), "message_id", notNullValue());
        savealife.outcome(donation, donors.get(THOUSANDS - 1).id()).body("outcome", equalTo("sent"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            's-Hertogenbosch, ’S-HERTOGENBOSCH
            São Paulo, SAO PAULO
            """)
    void a_city_is_found_however_it_is_written(String donorsSpelling, String staffsSpelling) {
        var zoe = savealife.signUp("Zoë", "", donorsSpelling + " " + city);

        var donation = savealife.announce(staffsSpelling + " " + city);

        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(1));
        assertThat(savealife.mailsTo(zoe)).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).startsWith("Give blood in " + staffsSpelling);
            assertThat(mail.text()).contains("Hello Zoë,");
        });
    }

    @Test
    void an_address_line_with_mark_up_is_mailed_as_text() {
        var ivica = savealife.signUp("ivica", "", city);
        var donation = savealife.announce(city, "Main <b>street</b> & Co; 1, left", IN_2031);

        savealife.awaitRunEnded(donation);

        assertThat(savealife.mailsTo(ivica)).singleElement().satisfies(mail -> {
            assertThat(mail.html())
                    .contains("Main &lt;b&gt;street&lt;/b&gt; &amp; Co")
                    .doesNotContain("<b>street");
            assertThat(mail.text()).contains("Main <b>street</b> & Co; 1, left");
        });
    }

    @Test
    void a_donation_in_the_past_is_stored_and_nobody_is_mailed() {
        var ivica = savealife.signUp("ivica", "", city);

        var donation = savealife.announce(city, "Main street", "2022-04-06T12:00:00");

        await().untilAsserted(() ->
                savealife.run(donation).body("status", equalTo("skipped"), "reason", equalTo("donation_past")));
        savealife
                .asStaff()
                .get("api/donation/" + donation)
                .then()
                .statusCode(200)
                .body("datetime", equalTo("2022-04-06T12:00:00+02:00"));
        assertThat(savealife.mailsTo(ivica)).isEmpty();
    }

    @Test
    void a_city_without_donors_finishes_with_nobody_invited() {
        savealife.awaitRunEnded(savealife.announce(city)).body("counts.sent", equalTo(0));
    }

    @Test
    void an_address_that_the_relay_refuses_fails_alone_with_the_relays_answer() {
        var donors = StoredDonors.add(DYNAMO_DB, "savealife", city, 5);
        var refused = donors.get(2);
        MAILBOX.reject(refused.email().value()::equals, 550, "5.1.1 Mailbox does not exist");

        var donation = savealife.announce(city);

        savealife
                .awaitRunEnded(donation)
                .body("counts.sent", equalTo(4), "counts.failed", equalTo(1), "failed_by_code.550", equalTo(1));
        savealife
                .outcome(donation, refused.id())
                .body(
                        "outcome",
                        equalTo("failed"),
                        "reason",
                        matchesPattern("550 5\\.1\\.1 .*Mailbox does not exist.*"))
                .body("message_id", nullValue());
        savealife.outcome(donation, donors.get(0).id()).body("outcome", equalTo("sent"));
    }

    @Test
    void while_the_relay_is_down_the_run_waits_and_then_finishes() {
        var ivica = savealife.signUp("ivica", "", city);
        MAILBOX.disconnect();
        var donation = savealife.announce(city);
        savealife.awaitRun(donation, "running");

        MAILBOX.reconnect();

        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(1), "counts.failed", equalTo(0));
        assertThat(savealife.mailsTo(ivica)).hasSize(1);
    }

    @Test
    void a_donor_who_signs_up_when_the_run_is_over_is_invited_within_seconds_and_staff_see_who_came_late() {
        var early = savealife.signUp("ivica", "", city);
        var donation = savealife.announce(city);
        savealife.awaitRunEnded(donation).body("late", nullValue());

        var late = StoredDonors.add(DYNAMO_DB, "savealife", city, 1).get(0);
        var signedUp = savealife.signUp("Zoë", "", city);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> savealife.mailsTo(late.email().value(), signedUp).size() == 2);
        await().untilAsserted(() -> savealife
                .run(donation)
                .body("status", equalTo("finished"), "counts.sent", equalTo(3), "late", equalTo(2)));
        savealife.outcome(donation, late.id()).body("outcome", equalTo("sent"), "message_id", notNullValue());
        assertThat(savealife.mailsTo(early)).hasSize(1);
    }

    @Test
    void a_donor_who_comes_when_the_run_was_cancelled_is_none_of_its_outcomes() {
        MAILBOX.disconnect();
        savealife.signUp("ivica", "", city);
        var donation = savealife.announce(city);
        savealife.awaitRun(donation, "running");
        savealife.control(donation, "cancel").statusCode(200);
        MAILBOX.reconnect();

        var late = StoredDonors.add(DYNAMO_DB, "savealife", city, 1).get(0);

        savealife.outcome(donation, late.id()).body("outcome", equalTo("none"));
    }

    @Test
    void nobody_by_that_id_is_not_found() {
        var donation = savealife.announce(city);

        for (var path : List.of(
                "donor/nobody",
                "donation/nobody",
                "donation/nobody/invitations",
                "donation/" + donation + "/invitations/nobody")) {
            savealife.asStaff().get("api/" + path).then().statusCode(404).contentType("application/problem+json");
        }
    }
}
