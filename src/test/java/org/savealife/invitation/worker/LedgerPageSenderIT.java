package org.savealife.invitation.worker;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay.Step;
import org.savealife.fixture.CountingRelay.Temper;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.mail.ResendBackOff;
import org.savealife.mail.ses.StrictSes;
import org.savealife.mail.smtp.OpenTransport;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** What becomes of the donors of a run, whatever the relay and the database do. */
class LedgerPageSenderIT extends WorkedRunIT {

    private static final FailureLimit NEVER = new FailureLimit(0, 1);

    @ParameterizedTest
    @ValueSource(ints = {8, 30})
    void a_relay_that_takes_each_message_and_drops_the_line_gets_two_copies_at_most_and_the_run_ends(int count) {
        donors(count);
        relay.temper(at(Step.END, recipient -> true, Temper.DROP));
        var transport = smtp();

        var run = opened(new WorkedRun(tables, transport.transport(), city, USUAL))
                .begin();

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts()).isEqualTo(new Counts(0, Map.of(), Map.of(), 0, count));
        assertThat(run.outcomes().values())
                .containsOnly(new Outcome.Unknown("Connection to the relay was lost: closed by the relay"));
        assertThat(mostCopies()).isEqualTo(2);
        assertThat(transport.transport().relayState().reachable()).isFalse();
        assertThat(transport.transport().relayState().lastError()).contains("closed by the relay");
    }

    @Test
    void a_big_run_pauses_and_says_why_when_fates_stay_unknown() {
        donors(120);
        relay.temper(at(Step.END, recipient -> true, Temper.DROP));

        var run = begin(USUAL);

        awaitStatus(run, InvitationRun.Status.PAUSED);
        assertThat(run.now().reason())
                .contains("of the last 50 invitations failed or have an unknown fate")
                .contains("closed by the relay");
        assertThat(mostCopies()).isEqualTo(2);
    }

    @Test
    void calls_to_amazon_ses_that_time_out_make_two_copies_at_most_and_the_run_ends() {
        donors(8);
        var ses = opened(new StrictSes());
        ses.fallSilent();

        var run = opened(new WorkedRun(tables, opened(OpenTransport.ses(ses)).transport(), city, USUAL))
                .begin();

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts().unknown()).isEqualTo(8);
        assertThat(run.outcomes().values())
                .allSatisfy(outcome -> assertThat(outcome.reason()).startsWith("No answer from Amazon SES"));
        assertThat(ses.mails()).hasSize(16);
    }

    @Test
    void a_message_of_unknown_fate_is_sent_once_more_and_counts_as_sent_when_that_is_answered() {
        var donor = donors(20).get(7);
        var drops = new AtomicInteger(1);
        relay.temper(at(
                Step.END, recipient -> recipient.equals(address(donor)) && drops.getAndDecrement() > 0, Temper.DROP));

        var run = begin(USUAL);

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts()).isEqualTo(new Counts(20, Map.of(), Map.of(), 0));
        assertThat(relay.received().get(address(donor))).hasSize(2);
        assertThat(relay.count()).isEqualTo(21);
    }

    @Test
    void not_even_a_pause_between_makes_a_message_of_unknown_fate_go_three_times() {
        donors(3);
        relay.temper(at(Step.END, recipient -> true, Temper.DROP));
        var run = opened(new WorkedRun(tables, smtp().transport(), city, USUAL))
                .withBackOff(new ResendBackOff(Duration.ofMillis(10), Duration.ofMinutes(5)))
                .begin();
        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Unknown.class) == 3);

        for (var pause = 1; pause <= 3; pause++) {
            run.stored().runStatus.pause(run.donationId(), "staff");
            await().atMost(PROMPTLY).until(() -> !run.isWorked());
            run.stored().runStatus.resume(run.donationId());
        }

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts().unknown()).isEqualTo(3);
        assertThat(mostCopies()).isLessThanOrEqualTo(2);
    }

    @Test
    void those_of_unknown_fate_are_sent_to_again_when_staff_say_so() {
        donors(3);
        relay.temper(at(Step.END, recipient -> true, Temper.DROP));
        var run = begin(USUAL);
        awaitStatus(run, InvitationRun.Status.FINISHED);
        relay.temper(Temper.EVEN);

        assertThat(run.stored().runStatus.retry(run.donationId())).isTrue();

        await().atMost(PROMPTLY).until(() -> run.now().counts().equals(new Counts(3, Map.of(), Map.of(), 0)));
        assertThat(mostCopies()).isEqualTo(3);
    }

    @Test
    void replies_of_five_kilobytes_are_saved_in_short_and_nobody_is_written_to_twice() {
        var donors = donors(100);
        var taken = donors.stream().limit(5).map(WorkedRunIT::address).collect(toSet());
        var long5xx = IntStream.range(0, 60)
                        .mapToObj(line -> "550-5.7.1 " + "no way ".repeat(12))
                        .reduce("", (text, line) -> text + line + "\r\n")
                + "550 5.7.1 no";
        relay.temper(at(Step.RCPT, recipient -> !taken.contains(recipient), long5xx));

        var run = begin(NEVER);

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts()).isEqualTo(new Counts(5, Map.of("550", 95L), Map.of(), 0));
        assertThat(run.outcomes().values())
                .allSatisfy(outcome -> assertThat(outcome.reason()).hasSizeLessThanOrEqualTo(300));
        assertThat(relay.received().keySet()).isEqualTo(taken);
        assertThat(mostCopies()).isEqualTo(1);
    }

    @Test
    void replies_of_five_kilobytes_leave_room_in_the_reason_of_a_pause() {
        donors(300);
        relay.temper(at(Step.RCPT, recipient -> true, "550 5.7.1 " + "no way ".repeat(700)));

        var run = begin(USUAL);

        awaitStatus(run, InvitationRun.Status.PAUSED);
        assertThat(run.now().reason()).hasSizeLessThanOrEqualTo(300).contains("550 5.7.1 no way");
    }

    @Test
    void an_outcome_that_the_database_never_takes_pauses_the_run_with_that_reason_and_nothing_goes_round() {
        donors(10);
        var tooLarge = new Padding();
        var strict = opened(TestTables.watched(database.endpoint(), tooLarge));
        var run = opened(new WorkedRun(strict, smtp().transport(), city, USUAL)).begin();

        awaitStatus(run, InvitationRun.Status.PAUSED);
        await().atMost(PROMPTLY).until(() -> !run.isWorked());
        assertThat(run.now().reason()).contains("Item size");
        assertThat(mostCopies()).isEqualTo(1);
        tooLarge.over.set(true);

        run.stored().runStatus.resume(run.donationId());

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(mostCopies()).isEqualTo(2);
    }

    /** Makes what is written after messages were sent larger than an item may be. */
    private static final class Padding implements ExecutionInterceptor {

        private final AtomicBoolean over = new AtomicBoolean();

        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            if (over.get()
                    || !(context.request() instanceof PutItemRequest put)
                    || !put.item().containsKey("outcomes")) {
                return context.request();
            }
            var item = new HashMap<>(put.item());
            item.put("padding", AttributeValue.fromS("x".repeat(410_000)));
            return put.toBuilder().item(item).build();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 40})
    void slow_domains_hold_up_nobody_else(int percent) {
        var donors = new ArrayList<Donor>();
        for (var number = 0; number < 300; number++) {
            var slow = number % 100 < percent;
            donors.add(aDonor().from(city)
                    .withEmail("donor" + number + (slow ? "@slow" + number % 3 : "@prompt") + ".example")
                    .build());
        }
        StoredDonors.add(tables.client(), "savealife", donors);
        relay.temper(at(Step.RCPT, recipient -> recipient.contains("@slow"), "450 4.1.2 Domain not found"));

        var run = begin(USUAL);

        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Sent.class) == 300 - 3L * percent);
        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Deferred.class) == 3L * percent);
        assertThat(mostCopies()).isEqualTo(1);
    }

    @Test
    void a_page_of_nobody_but_a_slow_domain_holds_up_nobody_else() {
        var slow = donors(300).stream()
                .sorted(Comparator.comparing(Donor::id))
                .skip(100)
                .limit(100)
                .map(WorkedRunIT::address)
                .collect(toSet());
        relay.temper(at(Step.RCPT, slow::contains, "450 4.1.2 Domain not found"));

        var run = begin(USUAL);

        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Sent.class) == 200);
        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Deferred.class) == 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 Too busy", Temper.DROP})
    void recipients_over_whom_the_relay_breaks_off_hold_up_nobody_else(String end) {
        var breaking = donors(40).stream().limit(6).map(WorkedRunIT::address).collect(toSet());
        relay.temper(at(Step.RCPT, breaking::contains, end));

        var run = begin(USUAL);

        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Sent.class) == 34);
        await().atMost(PROMPTLY).until(() -> run.count(Outcome.Deferred.class) == 6);
    }

    @Test
    void a_relay_that_puts_everybody_off_burns_nobody_however_long() {
        donors(120);
        var refusals = new AtomicInteger();
        relay.temper((step, recipient) -> {
            if (step != Step.RCPT) {
                return Optional.empty();
            }
            refusals.incrementAndGet();
            return Optional.of("450 4.3.2 Not now");
        });
        var run = begin(USUAL);
        await().atMost(PATIENCE).until(() -> refusals.get() > 120 * 8);
        assertThat(run.outcomes()).isEmpty();

        relay.temper(Temper.EVEN);

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts()).isEqualTo(new Counts(120, Map.of(), Map.of(), 0));
        assertThat(mostCopies()).isEqualTo(1);
    }

    private WorkedRun begin(FailureLimit limit) {
        return opened(new WorkedRun(tables, smtp().transport(), city, limit)).begin();
    }

    private static Temper at(Step step, Predicate<String> recipients, String answer) {
        return (now, recipient) -> now == step && recipients.test(recipient) ? Optional.of(answer) : Optional.empty();
    }

    private int mostCopies() {
        return relay.received().values().stream().mapToInt(List::size).max().orElse(0);
    }
}
