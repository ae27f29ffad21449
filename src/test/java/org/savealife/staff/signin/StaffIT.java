package org.savealife.staff.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.staff.StaffItem;

/** Who may sign in to the API with name and password. */
class StaffIT extends StaffApiIT {

    @Test
    void the_first_start_adds_an_admin_whose_password_is_not_stored() {
        var admin = item("admin");

        assertThat(admin.text("role")).isEqualTo("admin");
        assertThat(admin.text("password_hash"))
                .startsWith("PBKDF2WithHmacSHA512:" + ApplicationProcess.QUICK_HASHES + ":");
        assertThat(admin.attributes().keySet()).containsExactlyInAnyOrder("PK", "SK", "role", "password_hash");
    }

    @Test
    void staff_sign_in_with_name_and_password_and_get_no_session() {
        basic(STAFF, STAFF).get(FOR_STAFF).then().statusCode(200).header("Set-Cookie", emptyOrNullString());
        basic("ADMIN", STAFF).get(FOR_STAFF).then().statusCode(200);
    }

    @Test
    void nobody_gets_in_without_credentials() {
        isAskedToSignIn(given().get(FOR_STAFF).then());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic !!!",
                "Basic YWRtaW4=", // no colon
                "Basic //46YWRtaW4=", // no UTF-8
                "Basic YWRtaW46", // no password
                "Basic Og==", // neither
                "Bearer",
                "Bearer no-token",
                "Bearer savealife_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Digest username=\"admin\"",
                "admin"
            })
    void nobody_gets_in_with_wrong_credentials(String authorization) {
        isAskedToSignIn(
                given().header("Authorization", authorization).get(FOR_STAFF).then());
    }

    @Test
    void wrong_credentials_are_told_even_where_none_are_needed() {
        isAskedToSignIn(basic(unknownName(), "wrong")
                .contentType(ContentType.JSON)
                .body("{}")
                .post("api/donor/signup")
                .then());
    }

    @Test
    void a_viewer_sees_and_a_staff_member_acts() {
        var viewer = addStaffMember("viewer");
        var member = addStaffMember("staff");

        basic(viewer, STAFF).get(FOR_STAFF).then().statusCode(200);
        basic(viewer, STAFF)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("api/donation/create")
                .then()
                .statusCode(403)
                .contentType(PROBLEM)
                .body("detail", equalTo("Your role does not allow this."));
        basic(member, STAFF)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("api/donation/create")
                .then()
                .statusCode(400);
    }

    @Test
    void a_new_password_counts_at_once() {
        var member = addStaffMember("staff");
        basic(member, STAFF).get(FOR_STAFF).then().statusCode(200);

        var otherHash =
                item("admin").text("password_hash").replace(":" + ApplicationProcess.QUICK_HASHES + ":", ":10001:");
        put(item(member).with("password_hash", otherHash));

        isAskedToSignIn(basic(member, STAFF).get(FOR_STAFF).then());
    }

    @Test
    void ten_failed_sign_ins_slow_that_name_down_and_nobody_else() {
        var attacked = addStaffMember("staff");

        var guesses = guess(attacked, 12);

        assertThat(guesses.subList(0, 10)).containsOnly(401);
        assertThat(guesses.subList(10, 12)).containsOnly(429);
        basic(attacked, STAFF)
                .get(FOR_STAFF)
                .then()
                .statusCode(429)
                .contentType(PROBLEM)
                .header("Retry-After", matchesPattern("[1-5]?[0-9]|60"))
                .body("detail", containsString("Please wait"));
        basic(STAFF, STAFF).get(FOR_STAFF).then().statusCode(200);
    }

    @Test
    void a_name_that_does_not_exist_is_slowed_down_alike() {
        assertThat(guess(unknownName(), 11)).last().isEqualTo(429);
    }

    @Test
    void guesses_sent_at_the_same_moment_are_all_counted() {
        var attacked = addStaffMember("staff");

        var answers = IntStream.range(0, 30)
                .parallel()
                .map(number -> basic(attacked, "wrong" + number).get(FOR_STAFF).statusCode())
                .boxed()
                .toList();

        assertThat(answers).filteredOn(status -> status == 401).hasSize(10);
        assertThat(answers).filteredOn(status -> status == 429).hasSize(20);
    }

    @Test
    void an_unreachable_database_does_not_say_that_credentials_are_wrong() {
        String token = createToken("outage").extract().path("token");
        DATABASE.disconnect();
        try {
            for (var caller : List.of(basic(STAFF, STAFF), basic(unknownName(), "wrong"), bearer(token))) {
                caller.get(FOR_STAFF)
                        .then()
                        .statusCode(503)
                        .contentType(PROBLEM)
                        .header("Retry-After", not(emptyOrNullString()));
            }
        } finally {
            DATABASE.reconnect();
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> bearer(token).get(FOR_STAFF).statusCode() == 200);
    }

    private static List<Integer> guess(String name, int times) {
        return IntStream.range(0, times)
                .map(number -> basic(name, "wrong" + number).get(FOR_STAFF).statusCode())
                .boxed()
                .toList();
    }

    private static String unknownName() {
        return "nobody-" + RandomId.next();
    }

    private static void put(Item item) {
        DYNAMO_DB.putItem(put -> put.tableName(TABLE).item(item.attributes()));
    }

    private static Item item(String name) {
        return Item.from(DYNAMO_DB
                .getItem(get ->
                        get.tableName(TABLE).key(StaffItem.key(name).key()).consistentRead(true))
                .item());
    }
}
