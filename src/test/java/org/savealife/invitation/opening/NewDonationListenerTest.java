package org.savealife.invitation.opening;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.StreamRecord;

class NewDonationListenerTest {

    @ParameterizedTest
    @CsvSource({
        "INSERT, DONATION#1, true",
        "MODIFY, DONATION#1, false",
        "REMOVE, DONATION#1, false",
        "INSERT, DONATION, false",
        "INSERT, donation#1, false",
        "INSERT, DONATIONS#1, false",
        "INSERT, DONOR#1, false",
        "MODIFY, DONOR#1, false",
        "REMOVE, DONOR#1, false",
        "INSERT, EMAIL#ivica@server.com, false",
        "INSERT, STAFF#admin, false",
        "INSERT, TOKEN#1, false",
        "INSERT, CITIES, false",
        "INSERT, RUN#1, false"
    })
    void only_the_insertion_of_a_donation_passes_the_filter(
            StreamRecord.Kind kind, String partitionKey, boolean passes) {
        var record = new StreamRecord(
                "1", kind, Item.of(partitionKey, "CITY#haarlem"), Map.of(), Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(NewDonationListener.NEW_DONATION.test(record)).isEqualTo(passes);
    }
}
