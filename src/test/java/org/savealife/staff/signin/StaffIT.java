package org.savealife.staff.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.staff.StaffItem;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class StaffIT extends SavealifeIT {

    private static final String TABLE = "savealife";
    private static final String PROBLEM = "application/problem+json";

    /** A resource for every signed-in member. */
    private static final String FOR_STAFF = "api/donors?limit=1";

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
        var viewer = memberLikeAdmin("viewer");
        var member = memberLikeAdmin("staff");

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
    void a_token_signs_in_its_maker_until_it_is_revoked() {
        var created = createToken(Map.of("label", "nightly report"));
        created.statusCode(201)
                .header("Location", endsWith("/api/token/" + created.extract().<String>path("id")))
                .header("Cache-Control", "no-store")
                .body("token", matchesPattern("savealife_[A-Za-z0-9_-]{43}"))
                .body("label", equalTo("nightly report"))
                .body("created_at", notNullValue())
                .body("expires_at", equalTo(null));
        String token = created.extract().path("token");
        String id = created.extract().path("id");

        bearer(token).get(FOR_STAFF).then().statusCode(200).header("Set-Cookie", emptyOrNullString());

        bearer(token).delete("api/token/" + id).then().statusCode(204);

        isAskedToSignIn(bearer(token).get(FOR_STAFF).then());
        basic(STAFF, STAFF)
                .delete("api/token/" + id)
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("detail", containsString(id));
    }

    @Test
    void the_table_does_not_hold_a_token_that_could_be_used() {
        String token = createToken(Map.of("label", "secret")).extract().path("token");

        var stored = DYNAMO_DB
                .query(query -> query.tableName(TABLE)
                        .indexName("SK-PK-index")
                        .keyConditionExpression("SK = :kind")
                        .expressionAttributeValues(Map.of(":kind", AttributeValue.fromS("TOKEN"))))
                .items();

        assertThat(stored).isNotEmpty();
        assertThat(stored.toString()).doesNotContain(token);
    }

    @Test
    void a_token_expires() {
        var soon = Instant.now().plusSeconds(2);
        String token = createToken(Map.of("label", "short", "expires_at", soon.toString()))
                .statusCode(201)
                .extract()
                .path("token");
        bearer(token).get(FOR_STAFF).then().statusCode(200);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> bearer(token).get(FOR_STAFF).statusCode() == 401);
        assertThat(Instant.now()).isAfter(soon);
    }

    @Test
    void a_token_has_the_role_its_maker_has_now() {
        var member = memberLikeAdmin("staff");
        String token = basic(member, STAFF)
                .contentType(ContentType.JSON)
                .body(Map.of("label", "mine"))
                .post("api/token/create")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        putMemberLikeAdmin(member, "viewer");

        bearer(token).get(FOR_STAFF).then().statusCode(200);
        bearer(token)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("api/donation/create")
                .then()
                .statusCode(403);

        DYNAMO_DB.deleteItem(
                delete -> delete.tableName(TABLE).key(StaffItem.key(member).key()));

        isAskedToSignIn(bearer(token).get(FOR_STAFF).then());
    }

    @Test
    void a_token_makes_no_other_token() {
        var token = createToken(Map.of("label", "export")).extract().<String>path("token");

        bearer(token)
                .contentType(ContentType.JSON)
                .body(Map.of("label", "for ever"))
                .post("api/token/create")
                .then()
                .statusCode(403)
                .contentType(PROBLEM);
    }

    @Test
    void nobody_revokes_the_token_of_another() {
        String id = createToken(Map.of("label", "mine")).extract().path("id");

        basic(memberLikeAdmin("admin"), STAFF).delete("api/token/" + id).then().statusCode(404);
        basic(STAFF, STAFF).delete("api/token/" + id).then().statusCode(204);
    }

    @Test
    void a_token_needs_a_label_and_an_end_to_come() {
        createToken(Map.of("label", " ", "expires_at", "2020-01-01T00:00:00Z"))
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.field", containsInAnyOrder("label", "expires_at"));
    }

    @Test
    void a_new_password_counts_at_once() {
        var member = memberLikeAdmin("staff");
        basic(member, STAFF).get(FOR_STAFF).then().statusCode(200);

        var otherHash =
                item("admin").text("password_hash").replace(":" + ApplicationProcess.QUICK_HASHES + ":", ":10001:");
        put(item(member).with("password_hash", otherHash));

        isAskedToSignIn(basic(member, STAFF).get(FOR_STAFF).then());
    }

    @Test
    void ten_failed_sign_ins_slow_that_name_down_and_nobody_else() {
        var attacked = memberLikeAdmin("staff");

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
        var attacked = memberLikeAdmin("staff");

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
        String token = createToken(Map.of("label", "outage")).extract().path("token");
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

    private static void isAskedToSignIn(ValidatableResponse answer) {
        answer.statusCode(401)
                .contentType(PROBLEM)
                .header("Cache-Control", "no-store")
                .body("title", equalTo("Unauthorized"))
                .body("status", equalTo(401));
        assertThat(answer.extract().headers().getValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"Savealife\", charset=\"UTF-8\"", "Bearer realm=\"Savealife\"");
    }

    private static ValidatableResponse createToken(Map<String, String> request) {
        return basic(STAFF, STAFF)
                .contentType(ContentType.JSON)
                .body(request)
                .post("api/token/create")
                .then();
    }

    private static RequestSpecification basic(String name, String password) {
        return given().auth().preemptive().basic(name, password);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static String unknownName() {
        return "nobody-" + RandomId.next();
    }

    /**
     * Adds a member with a unique name and the admin's password, so that no test slows down the sign-in of another.
     */
    private static String memberLikeAdmin(String role) {
        var name = "member-" + RandomId.next();
        putMemberLikeAdmin(name, role);
        return name;
    }

    private static void putMemberLikeAdmin(String name, String role) {
        put(StaffItem.key(name)
                .with("password_hash", item("admin").text("password_hash"))
                .with("role", role));
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
