package org.savealife.dev;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxPagesTest {

    private final Mailbox mailbox = Mailbox.start(Mailbox.ANY_PORT, Mailbox.ANY_PORT);
    private final MailClient client = new MailClient(mailbox);

    @AfterEach
    void close() {
        mailbox.close();
    }

    @Test
    void the_list_has_the_shape_of_mailpit_s_and_is_newest_first() throws Exception {
        client.send("Subject: First\r\n\r\nNo more\r\n", "ivica@example.org");
        client.send("""
                From: Blood bank <bank@example.org>
                To: Ivica <ivica@example.org>
                Reply-To: staff@example.org
                Message-ID: <1@example.org>
                Subject: Second

                Please  come
                on Monday.
                """, "ivica@example.org");

        getMessages("")
                .body("total", equalTo(2))
                .body("unread", equalTo(2))
                .body("count", equalTo(2))
                .body("messages_count", equalTo(2))
                .body("start", equalTo(0))
                .body("tags", empty())
                .body("messages.Subject", contains("Second", "First"))
                .body("messages[0].ID", equalTo("2"))
                .body("messages[0].MessageID", equalTo("1@example.org"))
                .body("messages[0].Read", equalTo(false))
                .body("messages[0].From.Name", equalTo("Blood bank"))
                .body("messages[0].From.Address", equalTo("bank@example.org"))
                .body("messages[0].To.Name", contains("Ivica"))
                .body("messages[0].To.Address", contains("ivica@example.org"))
                .body("messages[0].Cc", empty())
                .body("messages[0].Bcc", empty())
                .body("messages[0].ReplyTo.Address", contains("staff@example.org"))
                .body("messages[0].Created", equalTo(mailbox.mails().get(1).at().toString()))
                .body("messages[0].Size", equalTo(mailbox.mails().get(1).size()))
                .body("messages[0].Attachments", equalTo(0))
                .body("messages[0].Snippet", equalTo("Please come on Monday."))
                .body("messages[0].Tags", empty());
    }

    @Test
    void start_and_limit_page_through_the_list() throws Exception {
        for (int number = 1; number <= 5; number++) {
            client.send("Subject: " + number + "\r\n\r\n", "ivica@example.org");
        }

        getMessages("?start=1&limit=2")
                .body("total", equalTo(5))
                .body("count", equalTo(2))
                .body("start", equalTo(1))
                .body("messages.Subject", contains("4", "3"));
    }

    @Test
    void a_message_shows_its_texts_its_unsubscribe_links_and_its_attachments() throws Exception {
        Transport.send(invitation());

        given().get(mailbox.page() + "api/v1/message/1")
                .then()
                .statusCode(200)
                .body("ID", equalTo("1"))
                .body("Subject", equalTo("Geef bloed in São Paulo"))
                .body("Date", equalTo("2026-12-01T11:00:00Z"))
                .body("Text", equalTo("Kom, Zoë"))
                .body("HTML", equalTo("<p>Kom, <b>Zoë</b></p>"))
                .body("Size", equalTo(mailbox.mails().get(0).size()))
                .body("ListUnsubscribe.Header", equalTo("<https://example.org/u/1>, <mailto:u@example.org>"))
                .body("ListUnsubscribe.HeaderPost", equalTo("List-Unsubscribe=One-Click"))
                .body("ListUnsubscribe.Links", contains("https://example.org/u/1", "mailto:u@example.org"))
                .body("Inline", empty())
                .body("Attachments.PartID", contains("1"))
                .body("Attachments.FileName", contains("donation.ics"))
                .body("Attachments.ContentType", contains("text/calendar"))
                .body("Attachments.Size", contains("BEGIN:VCALENDAR".length()));
        assertThat(given().get(mailbox.page() + "api/v1/message/1/part/1").asString())
                .isEqualTo("BEGIN:VCALENDAR");
    }

    @Test
    void headers_and_source_of_a_message_are_there_as_they_came() throws Exception {
        client.send("Received: one\r\nReceived: two\r\nSubject: Hi\r\n\r\nHello\r\n", "ivica@example.org");

        given().get(mailbox.page() + "api/v1/message/1/headers")
                .then()
                .body("Received", contains("one", "two"))
                .body("Subject", contains("Hi"));
        assertThat(given().get(mailbox.page() + "api/v1/message/1/raw").asString())
                .isEqualTo("Received: one\r\nReceived: two\r\nSubject: Hi\r\n\r\nHello\r\n");
    }

    @Test
    void a_recipient_that_no_header_names_is_listed_as_bcc() throws Exception {
        client.send("To: ivica@example.org\r\n\r\n", "Ivica@example.org", "zoe@example.org");

        getMessages("")
                .body("messages[0].To.Address", contains("ivica@example.org"))
                .body("messages[0].Bcc.Address", contains("zoe@example.org"));
    }

    @Test
    void a_message_that_was_looked_at_is_read() throws Exception {
        client.send("Subject: Hi\r\n\r\n", "ivica@example.org");

        given().get(mailbox.page() + "api/v1/message/1").then().statusCode(200);

        getMessages("").body("unread", equalTo(0)).body("messages.Read", contains(true));
    }

    @Test
    void delete_forgets_all_mails() throws Exception {
        client.send("Subject: Hi\r\n\r\n", "ivica@example.org");

        given().delete(mailbox.page() + "api/v1/messages").then().statusCode(200);

        getMessages("").body("total", equalTo(0)).body("messages", empty());
        given().get(mailbox.page() + "api/v1/message/1").then().statusCode(404);
    }

    @Test
    void what_a_mail_holds_is_escaped_on_the_pages() throws Exception {
        var evil = "<script>alert('x')</script>\"&";
        client.send("To: " + evil + "\r\nSubject: " + evil + "\r\n\r\n" + evil, "\"<i>\"@example.org");

        for (var page : List.of("", "mail/1", "mail/1/text", "mail/1/source")) {
            var html = given().get(mailbox.page() + page)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();

            assertThat(html)
                    .as(page)
                    .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;")
                    .doesNotContain("<script>")
                    .doesNotContain("<i>");
        }
    }

    @Test
    void the_html_of_a_mail_runs_no_script_and_fetches_nothing() throws Exception {
        client.send("Content-Type: text/html\r\n\r\n<img src=//example.org/pixel>", "ivica@example.org");

        assertThat(given().get(mailbox.page() + "mail/1").asString())
                .contains("<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
                .contains("src=\"/mail/1/frame\"")
                .doesNotContain("pixel");
        assertThat(given().get(mailbox.page() + "mail/1/frame").header("Content-Security-Policy"))
                .startsWith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';");
    }

    @Test
    void a_mail_that_is_no_mime_message_can_still_be_looked_at() throws Exception {
        client.send("Content-Type: multipart/; charset=nonsense\r\nTo: @@, <\r\n\r\nbody", "ivica@example.org");

        getMessages("").body("messages", hasSize(1));
        given().get(mailbox.page() + "api/v1/message/1").then().statusCode(200);
        given().get(mailbox.page() + "mail/1").then().statusCode(200);
    }

    private ValidatableResponse getMessages(String query) {
        return given().get(mailbox.page() + "api/v1/messages" + query)
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON);
    }

    private MimeMessage invitation() throws MessagingException {
        var text = new MimeBodyPart();
        text.setText("Kom, Zoë", "UTF-8");
        var html = new MimeBodyPart();
        html.setText("<p>Kom, <b>Zoë</b></p>", "UTF-8", "html");
        var alternatives = new MimeMultipart("alternative", text, html);
        var body = new MimeBodyPart();
        body.setContent(alternatives);
        var calendar = new MimeBodyPart();
        calendar.setText("BEGIN:VCALENDAR", "UTF-8", "calendar");
        calendar.setFileName("donation.ics");
        var message = new MimeMessage(client.session());
        message.setFrom("bank@example.org");
        message.setRecipients(Message.RecipientType.TO, "zoe@example.org");
        message.setSubject("Geef bloed in São Paulo", "UTF-8");
        message.setHeader("Date", "Tue, 1 Dec 2026 12:00:00 +0100");
        message.setHeader("List-Unsubscribe", "<https://example.org/u/1>, <mailto:u@example.org>");
        message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        message.setContent(new MimeMultipart("mixed", body, calendar));
        message.saveChanges();
        return message;
    }
}
