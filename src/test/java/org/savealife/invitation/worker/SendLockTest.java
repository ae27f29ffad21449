package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendLockTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> order = new CopyOnWriteArrayList<>();
    private SendLock turn = new SendLock(LONG, Duration.ZERO, LONG);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void a_run_that_has_not_sent_yet_goes_before_all_that_have() throws InterruptedException {
        hadTheirTurns("big", "other");
        take("big");
        ask("big");
        ask("other");
        ask("small");

        turn.giveBack();

        await().until(() -> order.size() == 3);
        assertThat(order).containsExactly("small", "other", "big");
    }

    @Test
    void runs_take_turns_whatever_the_number_of_their_segments() throws InterruptedException {
        hadTheirTurns("big", "other");
        take("big");
        ask("big");
        ask("big");
        ask("other");

        turn.giveBack();

        await().until(() -> order.size() == 3);
        assertThat(order).containsExactly("other", "big", "big");
    }

    @Test
    void a_turn_ends_at_once_where_a_run_waits_that_has_not_sent_yet() throws InterruptedException {
        hadTheirTurns("big", "other");
        take("big");
        assertThat(turn.isOver()).isFalse();

        ask("other");
        assertThat(turn.isOver()).isFalse();
        ask("small");

        assertThat(turn.isOver()).isTrue();
    }

    @Test
    void a_run_that_has_its_first_turn_keeps_it_for_a_moment() throws InterruptedException {
        take("small");
        ask("another small one");

        assertThat(turn.isOver()).isFalse();
    }

    @Test
    void the_first_turn_is_short_where_another_new_run_waits() throws InterruptedException {
        turn = new SendLock(LONG, LONG, Duration.ZERO);
        take("big");
        assertThat(turn.isOver()).isFalse();

        ask("another new one");

        assertThat(turn.isOver()).isTrue();
    }

    @Test
    void a_run_is_new_until_it_has_had_its_share_and_of_new_ones_that_goes_first_which_has_had_least()
            throws InterruptedException {
        turn = new SendLock(LONG, LONG, LONG);
        take("had some");
        turn.giveBack();
        take("had most");
        ask("waits meanwhile");
        turn.giveBack();
        await().until(() -> order.size() == 1);
        order.clear();
        take("had none");
        ask("had most");
        ask("had some");

        turn.giveBack();

        await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("had some", "had most");
    }

    @Test
    void a_turn_ends_after_its_time_where_another_run_waits_and_only_there() throws InterruptedException {
        turn = new SendLock(Duration.ZERO, Duration.ZERO, LONG);
        hadTheirTurns("big", "other");
        take("big");
        ask("big");
        assertThat(turn.isOver()).as("its own segments wait").isFalse();

        ask("other");

        assertThat(turn.isOver()).isTrue();
    }

    @Test
    void a_cancellation_goes_before_all_others_whose_turn_ends_at_once() throws InterruptedException {
        turn = new SendLock(LONG, LONG, LONG);
        hadTheirTurns("donation.cancel");
        take("big");
        ask("new");
        assertThat(turn.isOver()).isFalse();

        ask("donation.cancel");

        assertThat(turn.isOver()).isTrue();
        turn.giveBack();
        await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("donation.cancel", "new");
    }

    @Test
    void a_cancellation_gives_way_to_cancellations_only() throws InterruptedException {
        turn = new SendLock(Duration.ZERO, LONG, Duration.ZERO);
        hadTheirTurns("donation.cancel");
        take("donation.cancel");

        ask("new");
        ask("donation.change.1");
        assertThat(turn.isOver()).isFalse();
        ask("other.cancel");

        assertThat(turn.isOver()).isTrue();
    }

    @Test
    void who_stops_waiting_holds_nobody_up() throws InterruptedException {
        take("big");
        var asked = new AtomicInteger();

        assertThatThrownBy(() -> turn.take("small", () -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new SegmentLease.TaskCancelledException();
                    }
                }))
                .isInstanceOf(SegmentLease.TaskCancelledException.class);

        assertThat(turn.isOver()).isFalse();
        turn.giveBack();
        take("other");
    }

    private void hadTheirTurns(String... runs) throws InterruptedException {
        for (var run : runs) {
            take(run);
            turn.giveBack();
        }
    }

    private void take(String run) throws InterruptedException {
        turn.take(run, () -> {});
    }

    /** Returns once the run waits for its turn. A run that gets its turn gives it back at once. */
    private void ask(String run) {
        var before = turn.waiting();
        threads.execute(() -> {
            try {
                take(run);
                order.add(run);
                turn.giveBack();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        await().pollInterval(Duration.ofMillis(2)).until(() -> turn.waiting() > before);
    }
}
