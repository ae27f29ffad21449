package org.savealife.donation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Changing a donation and calling it off, by the API. */
class DonationChangeIT extends SavealifeIT {

    private static final String CONTRADICTING = "\"7\"";
    private static final int YEAR = Year.now(ZoneOffset.UTC).getValue() + 1;

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @Test
    void a_donation_is_changed_by_who_has_read_it() {
        var id = announce();
        var tag = staff().get("api/donation/" + id)
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");

        var changed = change(id, tag, Map.of("datetime", YEAR + "-12-04T12:00", "notify", "all"))
                .statusCode(200)
                .body("datetime", equalTo(YEAR + "-12-04T12:00:00+01:00"))
                .body("ends_at", equalTo(YEAR + "-12-04T18:00:00+01:00"))
                .body("address", equalTo("Main street"), "sequence", equalTo(1))
                .extract();

        assertThat(changed.header("ETag")).isNotEqualTo(tag);
        staff().get("api/donation/" + id)
                .then()
                .header("ETag", changed.header("ETag"))
                .body("changed_at", equalTo(changed.path("changed_at")));
        assertThat(item(id).text("notify")).isEqualTo("all");
        assertThat(actions(id)).contains("donation.change.time");
    }

    @Test
    void of_two_who_have_read_the_same_version_the_second_gets_412_and_the_present_tag() {
        var id = announce();
        change(id, "\"0\"", Map.of("address", "Town hall", "notify", "nobody")).statusCode(200);

        change(id, "\"0\"", Map.of("address", "Station", "notify", "nobody"))
                .statusCode(412)
                .header("ETag", "\"1\"")
                .body("detail", containsString("Read it again"));

        staff().get("api/donation/" + id).then().body("address", equalTo("Town hall"));
    }

    @Test
    void a_change_whose_answer_was_lost_is_sent_again_and_is_no_second_one() {
        var id = announce();
        var move = Map.of("address", "Town hall", "notify", "all");
        change(id, "\"0\"", move).statusCode(200);

        change(id, "\"0\"", move).statusCode(200).header("ETag", "\"1\"").body("sequence", equalTo(1));
    }

    @Test
    void without_if_match_nothing_is_changed() {
        var id = announce();

        staff().contentType(ContentType.JSON)
                .body(Map.of("address", "Town hall", "notify", "all"))
                .put("api/donation/" + id)
                .then()
                .statusCode(428)
                .body("detail", containsString("If-Match"));
        change(id, "0", Map.of("address", "Town hall", "notify", "all"))
                .statusCode(400)
                .body("errors.field", hasItem("If-Match"));

        staff().get("api/donation/" + id).then().body("address", equalTo("Main street"));
    }

    @Test
    void a_star_takes_any_version() {
        change(announce(), "*", Map.of("address", "Town hall", "notify", "all"))
                .statusCode(200)
                .body("address", equalTo("Town hall"));
    }

    @Test
    void what_could_not_be_announced_is_refused() {
        var id = announce();

        change(id, "*", Map.of("address", "", "ends_at", YEAR + "-12-03T09:00", "notify", "some"))
                .statusCode(400)
                .body("errors.field", hasItems("address", "ends_at", "notify"));
        change(id, "*", Map.of("address", "Town hall")).statusCode(400).body("errors.field", hasItem("notify"));
        change(id, "*", Map.of("hall", "B", "notify", "all")).statusCode(400).body("errors.field", hasItem("hall"));
        change(RandomId.next(), "*", Map.of("address", "Town hall", "notify", "all"))
                .statusCode(404);
    }

    @Test
    void another_city_is_refused_with_advice() {
        change(announce(), "\"0\"", Map.of("city", "Leiden", "notify", "all"))
                .statusCode(409)
                .body("detail", containsString("announce one in the other city"));
    }

    @Test
    void what_is_over_or_called_off_is_not_changed() {
        var calledOff = announce();
        staff().post("api/donation/" + calledOff + "/cancel").then().statusCode(200);
        var over = announce("2022-04-06T12:00");

        change(calledOff, "*", Map.of("address", "Town hall", "notify", "all")).statusCode(409);
        change(over, CONTRADICTING, Map.of("address", "Town hall", "notify", "all"))
                .statusCode(409)
                .body("detail", containsString("over"));
    }

    @Test
    void a_viewer_changes_nothing_and_calls_nothing_off() {
        var id = announce();
        var viewer = addStaffMember("viewer");

        given().auth()
                .preemptive()
                .basic(viewer, STAFF)
                .contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(Map.of("address", "Town hall", "notify", "all"))
                .put("api/donation/" + id)
                .then()
                .statusCode(403);
        given().auth()
                .preemptive()
                .basic(viewer, STAFF)
                .post("api/donation/" + id + "/cancel")
                .then()
                .statusCode(403);
        given().contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(Map.of("address", "Town hall", "notify", "all"))
                .put("api/donation/" + id)
                .then()
                .statusCode(401);
    }

    @Test
    void calling_off_takes_a_reason_and_whom_to_tell() {
        var id = announce();

        staff().contentType(ContentType.JSON)
                .body(Map.of("reason", "No heating.", "notify", "booked"))
                .post("api/donation/" + id + "/cancel")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("cancelled", equalTo(true), "cancel_reason", equalTo("No heating."), "sequence", equalTo(1));
        staff().contentType(ContentType.JSON)
                .body(Map.of("reason", "Another one."))
                .post("api/donation/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("cancel_reason", equalTo("No heating."), "sequence", equalTo(1));

        assertThat(item(id).text("notify")).isEqualTo("booked");
        assertThat(actions(id)).containsOnlyOnce("donation.cancel");
    }

    @Test
    void the_notices_tell_what_changed_and_whom_staff_wanted_to_tell() {
        var id = announce();
        change(id, "*", Map.of("address", "Town hall", "notify", "booked")).statusCode(200);
        staff().contentType(ContentType.JSON)
                .body(Map.of("reason", "No heating."))
                .post("api/donation/" + id + "/cancel")
                .then()
                .statusCode(200);

        staff().get("api/donation/" + id + "/notices")
                .then()
                .statusCode(200)
                .body("invited", equalTo(0), "booked", equalTo(0))
                .body("notices.kind", contains("change", "cancellation"), "notices.sequence", contains(1, 2))
                .body("notices.notify", contains("booked", "all"), "notices.by", contains(STAFF, STAFF))
                .body(
                        "notices[0].changes.field",
                        contains("address"),
                        "notices[0].changes.after",
                        contains("Town hall"))
                .body("notices[1].reason", equalTo("No heating."), "notices[1].changes", empty());
        staff().get("api/donation/" + RandomId.next() + "/notices").then().statusCode(404);
    }

    @Test
    void calling_off_without_a_body_tells_all() {
        var id = announce();

        staff().post("api/donation/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("cancelled", equalTo(true), "cancel_reason", nullValue());

        assertThat(item(id).text("notify")).isEqualTo("all");
    }

    @Test
    void calling_off_with_a_wrong_body_changes_nothing() {
        var id = announce();

        cancel(id, "{\"notify\":\"some\",\"reason\":\"" + "x".repeat(201) + "\"}")
                .statusCode(400)
                .body("errors.field", hasItems("notify", "reason"));
        cancel(id, "reason=none").statusCode(400);

        staff().get("api/donation/" + id).then().body("cancelled", nullValue());
    }

    private String announce() {
        return announce(YEAR + "-12-03T10:00");
    }

    private String announce(String start) {
        return staff().contentType(ContentType.JSON)
                .body(Map.of(
                        "city",
                        city,
                        "address",
                        "Main street",
                        "datetime",
                        start,
                        "ends_at",
                        start.replaceFirst("T.*", "T16:00")))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .header("ETag", "\"0\"")
                .extract()
                .path("id");
    }

    private static ValidatableResponse change(String id, String tag, Map<String, String> fields) {
        return staff().contentType(ContentType.JSON)
                .header("If-Match", tag)
                .body(fields)
                .put("api/donation/" + id)
                .then();
    }

    private static ValidatableResponse cancel(String id, String body) {
        return staff().contentType(ContentType.JSON)
                .body(body)
                .post("api/donation/" + id + "/cancel")
                .then();
    }

    private static RequestSpecification staff() {
        return given().auth().preemptive().basic(STAFF, STAFF);
    }

    private static Item item(String id) {
        var items = DYNAMO_DB
                .query(query -> query.tableName("savealife")
                        .keyConditionExpression("PK = :donation")
                        .expressionAttributeValues(Map.of(":donation", AttributeValue.fromS("DONATION#" + id)))
                        .consistentRead(true))
                .items();
        return Item.from(items.get(0));
    }

    private static List<String> actions(String id) {
        return DYNAMO_DB
                .query(query -> query.tableName("savealife-invitations")
                        .keyConditionExpression("PK = :of")
                        .expressionAttributeValues(Map.of(":of", AttributeValue.fromS("AUDIT-OF#" + id)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(entry -> Item.from(entry).text("action"))
                .toList();
    }
}
