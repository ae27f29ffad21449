package org.savealife.invitation.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.run.Reply;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.visit.Answer;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

class VisitRepliesTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final VisitRepository visits = StoredVisits.repository(TABLES, clock);
    private final VisitReplies replies = new VisitReplies(visits);
    private final Donation donation = aDonation().withSeats(4).build();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void what_donors_answered_is_found_one_by_one_and_many_at_once_in_the_order_of_their_ids() {
        StoredDonations.repository(TABLES, clock).add(donation);
        var answers = new LinkedHashMap<String, Answer>();
        List.of("f", "b", "d", "c").forEach(id -> answers.put(id, new Answer.Yes(donation.startsAt())));
        answers.put("a", new Answer.No("ill"));
        answers.put("e", new Answer.Wait());
        answers.forEach((id, answer) -> visits.answer(donation, id, answer, Visit.Via.LINK));
        visits.answer(donation, "d", new Answer.GiveUp(), Visit.Via.LINK);

        var many = replies.find(donation, List.of("a", "b", "c", "d", "e", "f", "none"));
        assertThat(states(many))
                .isEqualTo(Map.of(
                        "a", Reply.State.NO,
                        "b", Reply.State.BOOKED,
                        "c", Reply.State.BOOKED,
                        "d", Reply.State.GAVE_UP,
                        "e", Reply.State.WAITING,
                        "f", Reply.State.BOOKED));
        assertThat(replies.find(donation, List.of("a", "none")).keySet()).containsExactly("a");
        assertThat(many)
                .containsEntry("b", new Reply(Reply.State.BOOKED, visit("b").slot(), Optional.empty()));
        assertThat(replies.walk(donation, Reply.EXPECTED, "", 2)).containsExactly("b", "c");
        assertThat(replies.walk(donation, Reply.EXPECTED, "c", 9)).containsExactly("e", "f");
        assertThat(replies.walk(donation, Set.of(Reply.State.BOOKED), "", 9)).containsExactly("b", "c", "f");
        assertThat(replies.count(donation)).isEqualTo(3);
    }

    /** One call reads 10,000 visits at most. */
    @Test
    void the_walk_finds_who_is_booked_behind_any_number_who_are_not() {
        StoredDonations.repository(TABLES, clock).add(donation);
        var others = IntStream.range(0, 10_100)
                .mapToObj(number -> String.format(Locale.ROOT, "%05d", number))
                .toList();
        StoredVisits.put(TABLES, donation, Visit.State.NO, others);
        StoredVisits.put(TABLES, donation, Visit.State.BOOKED, List.of("last"));

        assertThat(replies.walk(donation, Reply.EXPECTED, "", 2)).containsExactly("last");
    }

    private Visit visit(String donorId) {
        return visits.find(donation, donorId).orElseThrow();
    }

    private static Map<String, Reply.State> states(Map<String, Reply> found) {
        var states = new LinkedHashMap<String, Reply.State>();
        found.forEach((id, reply) -> states.put(id, reply.state()));
        return states;
    }
}
