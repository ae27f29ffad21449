package org.savealife.donor.bounce;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Mail that a mail server received at a return path of ours. */
class ReturnedMailIT extends FeedbackIT {

    @Test
    void a_mail_that_comes_back_to_a_donors_own_return_path_puts_that_donor_aside() {
        var donor = signUp();
        var path = returnPath();
        assertThat(path).matches("bounces\\+[0-9a-v]{42}@savealife\\.example");

        bounce(mail("postfix", path)).statusCode(202);

        stored(donor)
                .body(
                        "suppression",
                        equalTo("bounced: 550 5.1.1 ... Recipient address rejected: User unknown in"
                                + " virtual mailbox table"));
        assertThat(audited(donor)).containsExactly("mail donor.suppress");
    }

    @Test
    void the_mail_server_may_say_to_which_return_path_it_came() {
        var donor = signUp();

        savealife
                .asStaff()
                .contentType("message/rfc822")
                .queryParam("recipient", returnPath().toUpperCase(Locale.ROOT))
                .body(mail("exim", "elsewhere@example.org"))
                .post("api/mail/bounce")
                .then()
                .statusCode(202);

        stored(donor).body("suppression", equalTo("bounced: 5.0.0"));
    }

    @Test
    void a_complaint_about_a_mail_puts_its_donor_aside() {
        var donor = signUp();

        bounce(mail("abuse", returnPath())).statusCode(202);

        stored(donor).body("suppression", equalTo("complained"));
    }

    @Test
    void what_else_comes_back_is_taken_and_changes_nothing() {
        var donor = signUp();
        var path = returnPath();

        for (var name : List.of("delayed", "given-up", "policy", "auto-reply", "delivered", "not-spam")) {
            bounce(mail(name, path)).statusCode(202);
        }
        bounce("no mail at all".getBytes(StandardCharsets.UTF_8)).statusCode(202);

        stored(donor).body("suppression", nullValue());
    }

    @Test
    void a_mail_to_a_return_path_that_nobody_understands_is_counted_and_one_to_nobody_is_not() {
        var donor = signUp();
        var path = returnPath();
        var letter = "To: %s\r\nFrom: zoe@example.org\r\nSubject: Thank you\r\n\r\nGladly.\r\n";
        var before = notUnderstood();

        bounce(letter.formatted("bounces@savealife.example").getBytes(StandardCharsets.UTF_8))
                .statusCode(202);
        assertThat(notUnderstood()).isEqualTo(before);
        bounce(letter.formatted(path).getBytes(StandardCharsets.UTF_8)).statusCode(202);

        assertThat(notUnderstood()).isEqualTo(before + 1);
        stored(donor).body("suppression", nullValue());
    }

    @Test
    void words_alone_are_not_enough_on_one_day() {
        var donor = signUp();
        var path = returnPath();

        bounce(mail("42-hmailserver", path)).statusCode(202);
        bounce(mail("42-hmailserver", path)).statusCode(202);
        stored(donor).body("suppression", nullValue());

        bounce(mail("40-qmail", path)).statusCode(202);
        stored(donor).body("suppression", equalTo("bounced: Remote host said: 550 5.1.1 User unknown"));
    }

    private double notUnderstood() {
        return savealife
                .metrics()
                .lines()
                .filter(line -> line.startsWith("savealife_mail_returned_total") && line.contains("not_understood"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void a_return_path_that_is_made_up_or_was_for_another_address_is_nobodys() {
        var donor = signUp();
        var path = returnPath();

        bounce(mail("postfix", path.replaceFirst(".@", "x@"))).statusCode(202);
        savealife
                .asStaff()
                .body(Map.of("first_name", "Zoë", "email", "new." + address, "city", city))
                .put("api/donor/{id}", donor)
                .then()
                .statusCode(200);
        bounce(mail("postfix", path)).statusCode(202);

        stored(donor).body("suppression", nullValue());
    }

    @Test
    void a_mail_of_up_to_a_mebibyte_is_taken_from_staff_only() {
        var donor = signUp();
        var mail = new String(mail("postfix", returnPath()), StandardCharsets.UTF_8);
        var large = mail.replace("Subject: Blood", "X: " + "x".repeat(900_000) + "\r\nSubject: Blood");

        given().contentType("message/rfc822")
                .body(large.getBytes(StandardCharsets.UTF_8))
                .post("api/mail/bounce")
                .then()
                .statusCode(401);
        savealife
                .as(addStaffMember("viewer"))
                .contentType("message/rfc822")
                .body(large.getBytes(StandardCharsets.UTF_8))
                .post("api/mail/bounce")
                .then()
                .statusCode(403);
        bounce(new byte[1024 * 1024 + 1]).statusCode(413).body("detail", containsString("1048576"));
        stored(donor).body("suppression", nullValue());

        bounce(large.getBytes(StandardCharsets.UTF_8)).statusCode(202);
        stored(donor).body("suppression", containsString("bounced"));
    }

    private ValidatableResponse bounce(byte[] mail) {
        return savealife
                .asStaff()
                .contentType("message/rfc822")
                .body(mail)
                .post("api/mail/bounce")
                .then();
    }

    /** Invites the donor, and returns the address to which that message bounces. */
    private String returnPath() {
        savealife.announce(city);
        return savealife.awaitMailTo(address).sender();
    }

    private static byte[] mail(String name, String returnPath) {
        try (var file = Objects.requireNonNull(
                ReturnedMailIT.class.getResourceAsStream("/org/savealife/mail/feedback/bounces/" + name + ".eml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?i)bounces\\+TOKEN@example\\.org", returnPath)
                    .replaceAll("\r?\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
