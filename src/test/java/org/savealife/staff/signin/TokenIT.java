package org.savealife.staff.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.http.ContentType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.staff.StaffItem;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** API tokens, from their creation to their end. */
class TokenIT extends StaffApiIT {

    @Test
    void a_token_signs_in_its_maker_until_it_is_revoked() {
        var created = createToken("nightly report");
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
        String token = createToken("secret").extract().path("token");

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
        var member = addStaffMember("staff");
        String token = savealife
                .as(member)
                .body(Map.of("label", "mine"))
                .post("api/token/create")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        putStaffMember(member, "viewer");

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
        var token = createToken("export").extract().<String>path("token");

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
        String id = createToken("mine").extract().path("id");

        basic(addStaffMember("admin"), STAFF).delete("api/token/" + id).then().statusCode(404);
        basic(STAFF, STAFF).delete("api/token/" + id).then().statusCode(204);
    }

    @Test
    void a_token_needs_a_label_and_an_end_to_come() {
        createToken(Map.of("label", " ", "expires_at", "2020-01-01T00:00:00Z"))
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.field", containsInAnyOrder("label", "expires_at"));
    }
}
