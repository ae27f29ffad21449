package org.savealife.invitation.mail;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.ReceivedMail;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;

/** How an admin finds out whether mail gets out. */
class MailPageIT extends BrowserIT {

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(40_000);

    private final String address = "noor-" + RandomId.next() + "@example.org";

    @BeforeEach
    void open() {
        signInAsNew("admin");
        page.navigate("staff/mail.xhtml");
    }

    @Test
    void a_test_mail_arrives_and_the_page_shows_its_message_id_and_the_relays_answer() {
        looksRight("mail");

        send(address);

        assertThat(result()).containsText("The relay took it", SOON);
        assertThat(page.locator("#answer")).containsText("250");
        assertThat(result().locator(".note")).isFocused();
        looksRight("mail-accepted");
        var mail = received();
        assertThat(mail.subject()).startsWith("Test: Give blood in Haarlem");
        assertThat(mail.header("Message-ID"))
                .contains("<" + page.locator("#message-id").textContent() + ">");
        assertThat(mail.text()).contains("this is a test message");
        page.navigate("staff/audit.xhtml");
        assertThat(page.locator("main")).containsText("Sent a test mail");
        assertThat(page.locator("main")).not().containsText(address);
    }

    @Test
    void an_address_that_the_relay_refuses_comes_with_its_answer_and_what_to_do() {
        MAILBOX.reject(address::equals, 550, "5.1.1 No such user here");

        send(address);

        assertThat(result()).containsText("The relay refused this address", SOON);
        assertThat(result()).containsText("550 5.1.1 No such user here");
        assertThat(result()).containsText("Check the address.");
        assertThat(result()).not().containsText(address);
        assertThat(result().locator(".note")).isFocused();
        looksRight("mail-refused");
    }

    @Test
    void a_relay_that_is_down_does_not_hang_the_page() {
        MAILBOX.disconnect();
        try {
            send(address);

            assertThat(result()).containsText("It was not sent", SOON);
            assertThat(result()).containsText("No connection to the relay");
            assertThat(result()).containsText("Check savealife.mail.smtp.host");
            assertThat(page.locator("[id='mail:state']")).containsText("In trouble since");
            looksRight("mail-down");
        } finally {
            MAILBOX.reconnect();
        }
    }

    @Test
    void an_address_that_is_none_is_refused_at_its_field() {
        page.locator("[id='mail:address']").fill("noor");

        press(page, "Send test mail");

        assertThat(page.locator("[id='mail:address-error']")).containsText("That address has no @.");
        assertThat(page.locator("[id='mail:address']")).isFocused();
        looksRight("mail-no-address");
        page.locator("[id='mail:address']").fill("");
        press(page, "Send test mail");
        assertThat(page.locator("[id='mail:address-error']")).containsText("Enter an e-mail address");
        assertThat(MAILBOX.mails()).noneMatch(mail -> mail.recipients().contains("noor"));
    }

    @Test
    void test_mails_go_a_few_times_a_minute_only() {
        for (var number = 0; number < TestMail.A_MINUTE; number++) {
            send(number + address);
            var recipient = number + address;
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> MAILBOX.mails().stream()
                            .anyMatch(mail -> mail.recipients().equals(List.of(recipient))));
            assertThat(page.locator("#sending")).isHidden();
        }

        send(address);

        assertThat(page.locator("[id='mail:address-error']")).containsText("within a minute");
    }

    @Test
    void only_an_admin_sends_test_mails() {
        page = newProfile().newPage();
        signInAs("staff");
        expectStatus(403);

        assertThat(page.navigate("staff/mail.xhtml").status()).isEqualTo(403);
        assertThat(page.request().post("staff/mail.xhtml").status()).isEqualTo(403);
    }

    private void send(String to) {
        page.locator("[id='mail:address']").fill(to);
        press(page, "Send test mail");
    }

    private Locator result() {
        return page.locator("[id='mail:result']");
    }

    private ReceivedMail received() {
        await().atMost(Duration.ofSeconds(40)).until(() -> !mails().isEmpty());
        return mails().get(0);
    }

    private List<ReceivedMail> mails() {
        return MAILBOX.mails().stream()
                .filter(mail -> mail.recipients().equals(List.of(address)))
                .toList();
    }
}
