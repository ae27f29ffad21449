package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;

class ArrivalTest {

    private final Item subscribed =
            DonorItem.of(aDonor().withId("1").from("Haarlem").build());
    private final Item unsubscribed = subscribed.with(DonorItem.UNSUBSCRIBED_AT, "2026-01-01T00:00:00Z");
    private final Item suppressed = subscribed.with(DonorItem.SUPPRESSION, "bounced");
    private final Item unreadable = subscribed.without("email");

    @Test
    void who_signs_up_or_moves_comes_to_the_city() {
        assertThat(Arrival.of(Optional.empty(), subscribed)).contains(new Arrival("1", City.of("Haarlem")));
    }

    @Test
    void who_wants_or_may_get_mail_again_comes_back() {
        assertThat(Arrival.of(Optional.of(unsubscribed), subscribed)).isPresent();
        assertThat(Arrival.of(Optional.of(suppressed), subscribed)).isPresent();
        assertThat(Arrival.of(Optional.of(unreadable), subscribed)).isPresent();
    }

    @Test
    void who_gets_no_mail_does_not_come() {
        assertThat(Arrival.of(Optional.empty(), unsubscribed)).isEmpty();
        assertThat(Arrival.of(Optional.empty(), suppressed)).isEmpty();
        assertThat(Arrival.of(Optional.empty(), unreadable)).isEmpty();
        assertThat(Arrival.of(Optional.of(suppressed), unsubscribed)).isEmpty();
    }

    @Test
    void who_was_there_before_does_not_come() {
        assertThat(Arrival.of(Optional.of(subscribed), subscribed.with("first_name", "Ada")))
                .isEmpty();
    }

    @Test
    void nothing_else_is_a_donor() {
        assertThat(Arrival.of(Optional.empty(), subscribed.with("PK", "EMAIL#ivica@server.com")))
                .isEmpty();
    }
}
