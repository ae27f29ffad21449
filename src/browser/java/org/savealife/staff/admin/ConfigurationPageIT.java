package org.savealife.staff.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.dynamodb.Item;

/** What an admin sees of the configuration, and on a process that serves pages only. */
class ConfigurationPageIT extends BrowserIT {

    @Test
    void each_key_is_there_with_its_value_where_it_comes_from_and_what_it_is_for() {
        signInAs("admin");
        page.navigate("staff/configuration.xhtml");

        assertThat(row("savealife.dynamodb.endpoint"))
                .containsText(DATABASE.endpoint().toString());
        assertThat(row("savealife.dynamodb.endpoint")).containsText("System property");
        assertThat(row("savealife.run.failure-window")).containsText("50");
        assertThat(row("savealife.run.failure-window")).containsText("Default");
        assertThat(row("savealife.run.failure-window")).containsText("How many of the last invitations");
        assertThat(row("savealife.mail.smtp.username")).containsText("Not set");
        assertThat(row("savealife.admin.password")).containsText("Set");
        assertThat(page.locator("#unknown")).hasCount(0);
        assertThat(page.locator(".process").first()).containsText(Pattern.compile("Version\\s*\\d"));
        assertThat(page.locator(".process").first()).containsText("all");
        assertThat(page.locator(".process").first()).containsText("17.");
        assertThat(page.locator("#migrations dd"))
                .hasText(new String[] {"Not needed", "Not needed", "Not needed", "Not needed"});
        looksRight("configuration");
    }

    /** As if an earlier release had left data behind, of which one migration has brought some along. */
    @Test
    void how_far_the_migrations_of_the_data_are_is_said_of_each() {
        var begun = Item.of("META#schema", "MIGRATION#002")
                .with("begun_at", Instant.parse("2025-12-03T09:00:00Z"))
                .with("until", Instant.now().plus(Duration.ofHours(1)).toEpochMilli())
                .with("looked", 1200)
                .with("changed", 34);
        DYNAMO_DB.putItem(put -> put.tableName("savealife").item(begun.attributes()));
        try {
            signInAs("admin");
            page.navigate("staff/configuration.xhtml");

            assertThat(page.locator("#migrations")).containsText("Under way since 3 Dec 2025");
            assertThat(page.locator("#migrations")).containsText("Items looked at: 1,200, changed: 34");
            looksRight("configuration-migrations");
        } finally {
            DYNAMO_DB.deleteItem(delete -> delete.tableName("savealife").key(begun.key()));
        }
    }

    @Test
    void keys_are_searched() {
        signInAs("admin");
        page.navigate("staff/configuration.xhtml");

        page.locator("#q").fill("bounces nobody");
        page.keyboard().press("Enter");
        assertThat(row("savealife.mail.bounce-address")).hasCount(0);
        assertThat(page.getByText("No such key.")).isVisible();
        page.locator("#q").fill("BOUNCE address");
        page.keyboard().press("Enter");

        assertThat(row("savealife.mail.bounce-address")).hasCount(1);
        assertThat(row("savealife.role")).hasCount(0);
        looksRight("configuration-found");
    }

    @Test
    void it_is_for_admins_only() {
        signInAs("staff");
        expectStatus(403);

        assertThat(page.navigate("staff/configuration.xhtml").status()).isEqualTo(403);
    }

    /** In a process of its own, set up as no other test wants it. */
    @Test
    void no_secret_is_in_the_page_slips_are_and_pages_say_what_a_web_process_does_not_do() {
        var secrets = List.of("relay-secret-7c1d", "unsubscribe-secret-of-32-characters-9b2e", "slip-secret-4f0a");
        var properties = surroundings();
        properties.put("savealife.role", "web");
        properties.put("savealife.mail.smtp.username", "relay-user");
        properties.put("savealife.mail.smtp.password", secrets.get(0));
        properties.put("savealife.mail.smtp.tls", "required");
        properties.put("savealife.unsubscribe.secret", secrets.get(1));
        properties.put("savealife.mail.smtp.pasword", secrets.get(2));
        try (var web = ApplicationProcess.start("configuration", properties).awaitReady()) {
            page.navigate(web.baseUri() + "login.xhtml");
            fillIn(page, addStaffMember("admin"), STAFF);
            assertThat(page.locator(".me")).containsText("Admin");

            page.navigate(web.baseUri() + "staff/configuration.xhtml");
            assertThat(row("savealife.mail.smtp.username")).containsText("relay-user");
            assertThat(row("savealife.mail.smtp.password")).containsText("Set");
            assertThat(row("savealife.unsubscribe.secret")).containsText("Set");
            assertThat(page.locator("#unknown")).containsText("savealife.mail.smtp.pasword");
            assertThat(page.locator(".process").first()).containsText("web");
            var source = page.request()
                    .get(web.baseUri() + "staff/configuration.xhtml")
                    .text();
            assertThat(source).contains("relay-user");
            secrets.forEach(secret -> assertThat(source).doesNotContain(secret));
            looksRight("configuration-slips");

            page.navigate(web.baseUri() + "staff/stream.xhtml");
            assertThat(page.getByText("The stream is read by other processes")).isVisible();
            assertThat(page.locator("#records")).hasCount(0);
            looksRight("stream-web");
            page.navigate(web.baseUri() + "staff/mail.xhtml");
            assertThat(page.getByText("This process sends no mail")).isVisible();
            assertThat(page.locator("main button")).hasCount(0);
            looksRight("mail-web");
        }
    }

    private Locator row(String key) {
        return page.locator(
                "tbody tr",
                new Page.LocatorOptions().setHas(page.getByText(key, new Page.GetByTextOptions().setExact(true))));
    }
}
