package org.savealife.mail.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.smtp.Mails.mailSettings;
import static org.savealife.mail.smtp.Mails.messageTo;
import static org.savealife.mail.smtp.Mails.sesSettings;
import static org.savealife.mail.smtp.Mails.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.Deep;
import org.savealife.fixture.LocalSes;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/** The transport with a third-party replacement for Amazon SES. */
@Deep
class SesTransportIT {

    private final LocalSes ses = LocalSes.start();
    private final SesTransport transport = SesTransport.open(
            mailSettings("from", "Bloedbank Zuid-Oost é <bank@example.org>"),
            sesSettings("ses.region", "eu-west-1", "ses.endpoint", ses.url()),
            Clock.systemUTC(),
            () -> 1);

    @AfterEach
    void close() {
        transport.close();
        ses.close();
    }

    @Test
    void each_donor_gets_a_mail_of_their_own_that_says_what_the_template_says() {
        var template = Template.builder()
                .subject("{{name}}, give blood at {{place}}")
                .text("Dear {{name}},\n{{place}} {{name}}}.\n")
                .html("<style>p { color: red }</style>\n<p title=\"{{name}}\">Dear {{name}} of {{place}}</p>\n")
                .header("List-Unsubscribe", "<https://example.org/u/{{token}}>")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .constants(Map.of("place", "{{name}}'s & \\{{#each}} {"))
                .compile(Set.of("name", "token"));
        var zoe = message("1@example.org", "zoe@example.org", "Zoë O'Neill <b>&", "t1");
        var ivica = message("2@example.org", "ivica@example.org", "Ивица {{plain_token}} \\", "t2");

        var deliveries = transport.send(template, List.of(zoe, ivica));

        assertThat(deliveries).hasSize(2).hasOnlyElementsOfType(SendResult.Sent.class);
        assertThat(ses.mails()).hasSize(2);
        assertMail(
                ses.mails().get(0),
                "zoe@example.org",
                "Zoë O'Neill <b>&",
                "Zoë O&#39;Neill &lt;b&gt;&amp;",
                Map.of("X-Savealife-Message-ID", "<1@example.org>", "List-Unsubscribe", "<https://example.org/u/t1>"));
        assertMail(
                ses.mails().get(1),
                "ivica@example.org",
                "Ивица {{plain_token}} \\",
                "Ивица {{plain_token}} \\",
                Map.of("X-Savealife-Message-ID", "<2@example.org>", "List-Unsubscribe", "<https://example.org/u/t2>"));
        assertThat(deliveries.get(0))
                .isEqualTo(new SendResult.Sent(
                        "SUCCESS " + ses.mails().get(0).path("messageId").asText()));
    }

    @Test
    void more_donors_than_fit_into_a_call_all_get_their_mail_alone() {
        var messages = IntStream.range(0, 120)
                .mapToObj(index -> messageTo("donor" + index + "@example.org"))
                .toList();

        assertThat(transport.send(template(), messages)).hasSize(120).hasOnlyElementsOfType(SendResult.Sent.class);

        assertThat(ses.mails())
                .hasSize(120)
                .allSatisfy(mail -> assertThat(mail.path("destination").toString())
                        .matches("\\{\"to\":\\[\"donor\\d+@example.org\"],\"cc\":\\[],\"bcc\":\\[]}"))
                .extracting(mail -> mail.path("destination").path("to").path(0).asText())
                .containsExactlyElementsOf(
                        messages.stream().map(message -> message.to().value()).toList());
    }

    @Test
    void the_accounts_quota_is_read() {
        assertThat(transport.quota()).isEqualTo(new SendingQuota(1_000, 49_993));
    }

    private static void assertMail(
            JsonNode mail, String to, String name, String nameInHtml, Map<String, String> headers) {
        assertThat(mail.path("destination").toString()).isEqualTo("{\"to\":[\"" + to + "\"],\"cc\":[],\"bcc\":[]}");
        assertThat(mail.path("from").asText()).isEqualTo("=?UTF-8?Q?Bloedbank_Zuid-Oost_=C3=A9?= <bank@example.org>");
        assertThat(mail.path("subject").asText()).isEqualTo(name + ", give blood at {{name}}'s & \\{{#each}} {");
        assertThat(mail.path("body").path("text").asText())
                .isEqualTo("Dear " + name + ",\n{{name}}'s & \\{{#each}} { " + name + "}.\n");
        assertThat(mail.path("body").path("html").asText())
                .isEqualTo("<style>p { color: red }</style>\n<p title=\"" + nameInHtml + "\">Dear " + nameInHtml
                        + " of {{name}}&#39;s &amp; \\{{#each}} {</p>\n");
        assertThat(mail.path("headers"))
                .contains(header("Auto-Submitted", "auto-generated"))
                .contains(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
                .containsAll(headers.entrySet().stream()
                        .map(header -> header(header.getKey(), header.getValue()))
                        .toList());
    }

    private static JsonNode header(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("value", value);
    }

    private static Message message(String id, String to, String name, String token) {
        return new Message(id, EmailAddress.of(to), Map.of("name", name, "token", token));
    }
}
