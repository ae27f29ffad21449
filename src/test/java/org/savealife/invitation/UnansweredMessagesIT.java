package org.savealife.invitation;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Deep;
import org.savealife.mail.ses.StrictSes;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/**
 * Messages that are accepted without an answer, with the time-outs of a deployment and for five minutes: by a relay
 * that closes the connection after the end of each message, and by an Amazon SES that answers no call.
 */
@Deep
class UnansweredMessagesIT {

    private static final Duration WATCHED = Duration.ofMinutes(5);
    private static final String TABLE = "savealife";

    private static Site smtp;
    private static Site ses;
    private static CountingRelay relay;
    private static StrictSes silentSes;
    private static long startedAt;

    /** A worker with its own database, and two donations whose runs are open. */
    private static final class Site implements AutoCloseable {

        private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        private final TestTables tables = new TestTables(database.endpoint());
        private final StoredRuns stored = new StoredRuns(tables, Clock.systemUTC());
        private final ApplicationProcess worker;
        private final Map<String, Integer> donations = new HashMap<>();

        Site(String name, Map<String, String> mail) {
            var settings = new HashMap<>(mail);
            settings.put("savealife.role", "worker");
            settings.put("savealife.dynamodb.endpoint", database.endpoint().toString());
            worker = ApplicationProcess.start("unanswered-" + name, settings);
        }

        void announce(int donors) {
            var city = "Utrecht " + RandomId.next();
            StoredDonors.add(tables.client(), TABLE, city, donors);
            var donation = StoredDonations.add(
                    tables.client(), TABLE, aDonation().in(city).build());
            donations.put(donation.id(), donors);
        }

        /** What staff see once nothing more is tried. */
        void assertUnknown(Supplier<Collection<Long>> copies) {
            var left = WATCHED.toNanos() - (System.nanoTime() - startedAt);
            await().pollDelay(Duration.ofNanos(Math.max(left, 0)))
                    .atMost(WATCHED.plusMinutes(1))
                    .until(() -> true);
            donations.forEach((donation, donors) -> assertThat(stored.runs.find(donation))
                    .hasValueSatisfying(run -> {
                        say(run.status() + " " + run.reason() + ": " + run.counts());
                        assertThat(run.counts()).isEqualTo(new Counts(0, Map.of(), Map.of(), 0, donors));
                        assertThat(run.status()).isNotEqualTo(InvitationRun.Status.RUNNING);
                        assertThat(run.status() == InvitationRun.Status.PAUSED)
                                .isEqualTo(!run.reason().isEmpty());
                    }));
            assertThat(copies.get()).allMatch(count -> count <= 2);
        }

        @Override
        public void close() {
            worker.close();
            tables.close();
            database.close();
        }
    }

    @BeforeAll
    static void start() {
        relay = CountingRelay.start(1);
        relay.temper((step, recipient) ->
                step == CountingRelay.Step.END ? Optional.of(CountingRelay.Temper.DROP) : Optional.empty());
        silentSes = new StrictSes();
        silentSes.fallSilent();
        smtp = new Site(
                "smtp",
                Map.of(
                        "savealife.mail.smtp.host",
                        "127.0.0.1",
                        "savealife.mail.smtp.port",
                        Integer.toString(relay.port(0))));
        ses = new Site(
                "ses",
                Map.of(
                        "savealife.mail.smtp.host", "no.relay.invalid",
                        "savealife.mail.transport", "ses",
                        "savealife.mail.ses.region", "eu-west-1",
                        "savealife.mail.ses.endpoint", silentSes.url(),
                        "savealife.unsubscribe.secret", "for-links-in-mails-of-this-test-only"));
        for (var site : List.of(smtp, ses)) {
            site.worker.awaitReady();
            site.announce(30);
            site.announce(8);
        }
        startedAt = System.nanoTime();
    }

    @AfterAll
    static void stop() {
        smtp.close();
        ses.close();
        silentSes.close();
        relay.close();
    }

    @Test
    void a_relay_that_drops_the_line_after_each_message_gets_it_twice_at_most() {
        smtp.assertUnknown(() ->
                relay.received().values().stream().map(ids -> (long) ids.size()).toList());
    }

    @Test
    void ses_that_never_answers_gets_each_message_twice_at_most() {
        ses.assertUnknown(() -> silentSes.mails().stream()
                .collect(groupingBy(mail -> mail.to(), counting()))
                .values());
    }

    private static void say(String line) {
        System.out.println("Unanswered messages: " + line);
    }
}
