package org.savealife.invitation.worker;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;

/** What becomes of donors who change their mind, or are changed, while a run is in progress. */
class LastMomentCheckIT extends WorkedRunIT {

    @Test
    void who_unsubscribes_is_erased_suppressed_or_moves_amid_a_slow_run_gets_nothing_two_seconds_later() {
        var donors =
                donors(200).stream().sorted(Comparator.comparing(Donor::id)).toList();
        var run = opened(new WorkedRun(tables, smtp("rate-per-second", "25").transport(), city, USUAL))
                .begin();
        await().atMost(PROMPTLY).until(() -> relay.count() >= 5);

        var changedAt = change(run, donors.subList(160, 200));

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(relay.receivedAt().keySet()).containsAll(addresses(donors.subList(0, 160)));
        changedAt.forEach((address, moment) -> assertThat(relay.receivedAt().getOrDefault(address, Instant.EPOCH))
                .isBeforeOrEqualTo(moment.plusSeconds(2)));
        assertThat(run.now().counts().skipped())
                .containsOnlyKeys("unsubscribed", "donor_gone", "address_suppressed", "other_city");
    }

    @Test
    void who_changes_their_mind_while_the_relay_is_away_gets_nothing_once_it_is_back() {
        var donors = donors(60);
        relay.kill();
        var transport = smtp();
        var run = opened(new WorkedRun(tables, transport.transport(), city, USUAL))
                .begin();
        await().atMost(PROMPTLY).until(() -> !transport.transport().relayState().reachable());

        change(run, donors.subList(0, 40));
        var promised = Instant.now().plusSeconds(2);
        await().until(() -> Instant.now().isAfter(promised));
        relay.restart();

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(relay.received().keySet()).isEqualTo(addresses(donors.subList(40, 60)));
        assertThat(run.now().counts().skips()).isEqualTo(40);
    }

    @Test
    void an_address_that_changes_amid_a_slow_run_is_not_written_to_any_more_and_the_new_one_is() {
        var donors =
                donors(130).stream().sorted(Comparator.comparing(Donor::id)).toList();
        var run = opened(new WorkedRun(tables, smtp("rate-per-second", "25").transport(), city, USUAL))
                .begin();
        await().atMost(PROMPTLY).until(() -> relay.count() >= 5);

        var last = donors.get(129);
        run.donors()
                .edit(aDonor().withId(last.id())
                        .from(city)
                        .withEmail("new@server.com")
                        .build());

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(relay.received()).containsKey("new@server.com").doesNotContainKey(address(last));
        assertThat(run.now().counts()).isEqualTo(new Counts(130, Map.of(), Map.of(), 0));
    }

    @Test
    void a_run_at_full_pace_does_not_read_each_donor_again() {
        donors(100);
        var reads = new AtomicInteger();
        var watcher = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                reads.addAndGet(context.request() instanceof BatchGetItemRequest ? 1 : 0);
            }
        };
        var watched = opened(TestTables.watched(database.endpoint(), watcher));
        var run =
                opened(new WorkedRun(watched, smtp().transport(), city, USUAL)).begin();

        awaitStatus(run, InvitationRun.Status.FINISHED);

        assertThat(relay.count()).isEqualTo(100);
        // none on an idle machine, and some for several donors together on a busy one
        assertThat(reads).hasValueLessThan(10);
    }

    /**
     * Changes a quarter of the donors in each way.
     *
     * @return when each was changed, by address
     */
    private static Map<String, Instant> change(WorkedRun run, List<Donor> donors) {
        var changedAt = new HashMap<String, Instant>();
        var repository = run.donors();
        for (var number = donors.size() - 1; number >= 0; number--) {
            var donor = donors.get(number);
            switch (number % 4) {
                case 0 -> repository.unsubscribe(donor.id(), Instant.now());
                case 1 -> repository.erase(donor.id());
                case 2 -> repository.suppress(donor.id(), "bounced");
                default ->
                    repository.edit(aDonor().withId(donor.id())
                            .from("Zwolle")
                            .withEmail(address(donor))
                            .build());
            }
            changedAt.put(address(donor), Instant.now());
        }
        return changedAt;
    }

    private static Set<String> addresses(List<Donor> donors) {
        return donors.stream().map(WorkedRunIT::address).collect(toSet());
    }
}
