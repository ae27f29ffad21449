package org.savealife.platform.retry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.savealife.fixture.Savealife.IN_2031;
import static org.savealife.fixture.Savealife.newAddress;

import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.Savealife;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** The database is unavailable or too busy, and comes back. */
class DatabaseUnavailableIT extends SavealifeIT {

    private static final String UNKNOWN = "0".repeat(32);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DONORS = 60;

    private final String city = "Haarlem " + RandomId.next();

    @AfterEach
    void reconnect() {
        DATABASE.beBusy(0);
        DATABASE.reconnect();
        savealife.awaitReady();
    }

    @Test
    void every_call_says_so_and_when_to_try_again_and_everything_goes_on_when_it_is_back() {
        DATABASE.disconnect();

        for (var path : List.of(
                "api/donors",
                "api/donor/" + UNKNOWN,
                "api/donations",
                "api/donation/" + UNKNOWN,
                "api/donation/" + UNKNOWN + "/invitations",
                "api/donation/" + UNKNOWN + "/invitations/" + UNKNOWN,
                "api/stream/events",
                "api/stream/parked",
                "api/stream/parked/" + UNKNOWN)) {
            assertUnavailable(savealife.asStaff().get(path));
        }
        assertUnavailable(savealife.asStaff().post("api/stream/parked/" + UNKNOWN + "/replay"));
        assertUnavailable(savealife.asStaff().delete("api/stream/parked/" + UNKNOWN));
        assertUnavailable(savealife.asStaff().delete("api/token/" + UNKNOWN + UNKNOWN));
        assertUnavailable(savealife.asStaff().body(Map.of("label", "report")).post("api/token/create"));
        assertUnavailable(savealife.asAnybody().body(signup()).post("api/donor/signup"));
        assertUnavailable(savealife.asStaff().body(announcement()).post("api/donation/create"));
        savealife.asAnybody().get("health/ready").then().statusCode(503);
        savealife.asAnybody().get("health/live").then().statusCode(200);

        DATABASE.reconnect();

        savealife.awaitRunEnded(savealife.announce(city));
    }

    @Test
    void too_busy_for_one_call_in_five_it_loses_nobody_parks_nothing_and_nobody_is_mailed_twice() {
        var refused = DATABASE.refused();
        DATABASE.beBusy(0.2);
        var addresses = Stream.generate(Savealife::newAddress).limit(DONORS).toList();
        for (var address : addresses) {
            await().atMost(PATIENCE)
                    .until(() -> savealife
                                    .asAnybody()
                                    .body(Map.of("first_name", "ivica", "email", address, "city", city))
                                    .post("api/donor/signup")
                                    .statusCode()
                            == 202);
        }
        var donation = new AtomicReference<String>();
        await().atMost(PATIENCE).until(() -> {
            var answer = savealife.asStaff().body(announcement()).post("api/donation/create");
            donation.set(answer.path("id"));
            return answer.statusCode() == 201;
        });
        savealife.awaitRunEnded(requireNonNull(donation.get()), DONORS);
        DATABASE.beBusy(0);

        assertThat(DATABASE.refused() - refused).isGreaterThan(DONORS / 5);
        assertThat(MAILBOX.mails().stream()
                        .flatMap(mail -> mail.recipients().stream())
                        .filter(addresses::contains))
                .containsExactlyInAnyOrderElementsOf(addresses);
        savealife.asStaff().get("api/stream/parked").then().statusCode(200).body("parked", empty());
    }

    private static void assertUnavailable(Response answer) {
        answer.then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("\\d+"))
                .body("status", equalTo(503), "detail", notNullValue());
    }

    private Map<String, String> signup() {
        return Map.of("first_name", "ivica", "email", newAddress(), "city", city);
    }

    private Map<String, String> announcement() {
        return Map.of("city", city, "address", "Main street", "datetime", IN_2031);
    }
}
