package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.template;
import static org.savealife.mail.smtp.Mails.transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Failed;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.message.Template;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;

/** A relay refuses a recipient, a message, or whoever has no password. */
@Timeout(60)
class SmtpRefusalTest {

    private final Template template = template();
    private final Relay relay = Relay.start();

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void a_recipient_that_the_relay_refuses_for_good_fails_and_the_others_are_sent() {
        relay.refusing("gone@server.com", 550, "5.1.1 <Gone@server.com>: no such user");
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo("a@server.com", "gone@server.com", "b@server.com"));

            assertThat(deliveries.get(0)).isInstanceOf(Sent.class);
            assertThat(deliveries.get(1)).isEqualTo(new Failed(550, "5.1.1", "<...>: no such user"));
            assertThat(deliveries.get(2)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly("a@server.com", "b@server.com");
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_recipient_that_the_relay_refuses_for_now_is_deferred_and_the_others_are_sent() {
        relay.refusing("full@server.com", 452, "4.2.2 full@server.com is over quota");
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo("full@server.com", "b@server.com"));

            assertThat(deliveries.get(0)).isEqualTo(Deferred.byRecipient("452 4.2.2 ... is over quota"));
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly("b@server.com");
        }
    }

    @Test
    void a_message_that_the_relay_refuses_as_a_whole_fails_or_is_deferred_by_its_code() {
        relay.refusingDataFor("spam@server.com", 554, "5.7.1 Looks like spam");
        relay.refusingDataFor("fast@server.com", 454, "Throttling failure: Maximum sending rate exceeded.");
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo("spam@server.com", "fast@server.com", "b@server.com"));

            assertThat(deliveries.get(0)).isEqualTo(new Failed(554, "5.7.1", "Looks like spam"));
            assertThat(deliveries.get(1))
                    .isEqualTo(Deferred.byRecipient("454 Throttling failure: Maximum sending rate exceeded."));
            assertThat(deliveries.get(2)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly("b@server.com");
        }
    }

    @Test
    void a_relay_that_wants_a_password_gets_it() {
        try (var guarded = guardedRelay();
                var transport = transport(guarded.port(), "smtp.username", "bank", "smtp.password", "gehéim")) {

            assertThat(transport.send(template, messagesTo("a@server.com"))).hasOnlyElementsOfType(Sent.class);

            assertThat(guarded.recipients()).containsExactly("a@server.com");
        }
    }

    @Test
    void a_wrong_password_burns_no_recipient() {
        try (var guarded = guardedRelay();
                var transport = transport(guarded.port(), "smtp.username", "bank", "smtp.password", "wrong-1")) {

            var deliveries = transport.send(template, messagesTo("a@server.com", "b@server.com"));

            assertThat(deliveries)
                    .hasSize(2)
                    .allSatisfy(delivery -> assertThat(delivery)
                            .isInstanceOfSatisfying(
                                    Deferred.class,
                                    deferred -> assertThat(deferred.reason())
                                            .contains("user name or password", "535")
                                            .doesNotContain("wrong-1")));
            assertThat(transport.relayState().reachable()).isFalse();
        }
    }

    @Test
    void a_relay_that_wants_a_password_where_none_is_configured_burns_no_recipient() {
        try (var guarded = guardedRelay();
                var transport = transport(guarded.port())) {

            var deliveries = transport.send(template, messagesTo("a@server.com", "b@server.com"));

            assertThat(deliveries)
                    .hasSize(2)
                    .allSatisfy(delivery -> assertThat(delivery)
                            .isInstanceOfSatisfying(
                                    Deferred.class,
                                    deferred -> assertThat(deferred.reason()).contains("530")));
        }
    }

    private static Relay guardedRelay() {
        return Relay.start(options -> options.requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((username, password, context) -> {
                    if (!(username.equals("bank") && password.equals("gehéim"))) {
                        throw new LoginFailedException();
                    }
                })));
    }
}
