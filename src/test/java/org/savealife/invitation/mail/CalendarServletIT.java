package org.savealife.invitation.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

class CalendarServletIT extends SavealifeIT {

    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(30);

    @Test
    void everybody_gets_a_donation_for_their_calendar_without_what_only_the_invited_are_told() {
        var donation = announce();

        var file = given().queryParam("id", donation)
                .queryParam("language", "nl")
                .get("donation.ics")
                .then()
                .statusCode(200)
                .header("Content-Type", containsString("text/calendar"))
                .header("Content-Disposition", containsString("donation.ics"))
                .extract()
                .asString();

        assertThat(file)
                .startsWith("BEGIN:VCALENDAR\r\n")
                .endsWith("END:VCALENDAR\r\n")
                .contains("UID:" + donation + "@savealife", "LOCATION:Main street 1", "SUMMARY:Geef bloed in Bloed")
                .doesNotContain("4711");
    }

    @Test
    void there_is_none_of_a_donation_that_was_called_off_nor_of_one_that_is_not_there() {
        var donation = announce();
        savealife.callOff(donation);

        for (var id : new String[] {donation, RandomId.next(), "", "x".repeat(5_000)}) {
            given().queryParam("id", id).get("donation.ics").then().statusCode(404);
        }
        given().get("donation.ics").then().statusCode(404);
    }

    private String announce() {
        return savealife.announce(Map.of(
                "city",
                "Bloed " + RandomId.next().substring(0, 8),
                "address",
                "Main street 1",
                "datetime",
                day + "T10:00:00",
                "note",
                "The code of the door is 4711."));
    }
}
