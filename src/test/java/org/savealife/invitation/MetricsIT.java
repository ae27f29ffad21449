package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Grafana;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** The metrics that operators watch, after a run. */
class MetricsIT extends SavealifeIT {

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @Test
    void after_a_run_the_metrics_tell_of_stream_invitations_relay_and_work() {
        var donors = StoredDonors.add(DYNAMO_DB, "savealife", city, 5);
        MAILBOX.reject(donors.get(0).email().value()::equals, 550, "5.1.1 No such user");
        var sent = value("savealife_invitations_total", "outcome=\"sent\"");
        var failed = value("savealife_invitations_total", "outcome=\"failed\"");
        var calls = value("savealife_mail_send_seconds_count", "");
        var handled = value("savealife_stream_records_total", "verdict=\"handled\"");

        savealife.awaitRunEnded(savealife.announce(city));

        assertThat(value("savealife_invitations_total", "outcome=\"sent\"")).isGreaterThanOrEqualTo(sent + 4);
        assertThat(value("savealife_invitations_total", "outcome=\"failed\"")).isGreaterThanOrEqualTo(failed + 1);
        assertThat(value("savealife_mail_send_seconds_count", "")).isGreaterThan(calls);
        assertThat(value("savealife_stream_records_total", "verdict=\"handled\""))
                .isGreaterThan(handled);
        assertThat(value("savealife_stream_lag_highest_milliseconds", "")).isPositive();
        assertThat(value("savealife_stream_reading", "")).isEqualTo(1);
        assertThat(value("savealife_relay_up", "")).isEqualTo(1);
        for (var metric : List.of(
                "savealife_stream_lag_milliseconds",
                "savealife_parked_records",
                "savealife_segments_open",
                "savealife_segments_working")) {
            assertThat(value(metric, "")).as(metric).isNotNegative();
        }
        for (var kind : List.of("read", "write", "stream")) {
            assertThat(value("dynamodb_consumed_units_total", "kind=\"" + kind + "\""))
                    .isPositive();
        }
        for (var outcome : List.of("skipped", "deferred", "unknown")) {
            assertThat(value("savealife_invitations_total", "outcome=\"" + outcome + "\""))
                    .isNotNegative();
        }
        for (var verdict : List.of("filtered", "parked")) {
            assertThat(value("savealife_stream_records_total", "verdict=\"" + verdict + "\""))
                    .isNotNegative();
        }
    }

    @Test
    void the_dashboard_asks_for_nothing_that_is_not_there() {
        var metrics = savealife.metrics();

        assertThat(Grafana.metrics())
                .allSatisfy(metric -> assertThat(metrics).containsPattern("(?m)^" + metric + "[ {]"));
    }

    @Test
    void no_label_tells_of_a_person() {
        StoredDonors.add(DYNAMO_DB, "savealife", city, 1);
        savealife.awaitRunEnded(savealife.announce(city));

        assertThat(savealife.metrics().lines())
                .filteredOn(line -> line.startsWith("savealife_"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).doesNotContain(city, "@", "Haarlem"));
    }

    /** @param label in the metric's line, or "" for any */
    private double value(String metric, String label) {
        var line = Pattern.compile("^" + metric + "\\{[^}]*" + label + "[^}]*} ([-0-9.E]+)$", Pattern.MULTILINE);
        var found = line.matcher(savealife.metrics());
        assertThat(found.find()).as(metric + " " + label).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
