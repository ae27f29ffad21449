package org.savealife.donor.bounce;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A donor of each test, about whose mail the application gets feedback. */
abstract class FeedbackIT extends SavealifeIT {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A city that no other test uses. */
    final String city = "Haarlem " + RandomId.next();

    final String address = RandomId.next() + "@example.org";

    String signUp() {
        return staff().body(Map.of("first_name", "Zoë", "email", address, "city", city))
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static ValidatableResponse stored(String donor) {
        return staff().get("api/donor/{id}", donor).then().statusCode(200);
    }

    String announce() {
        return staff().body(Map.of(
                        "city", city, "address", "Main street", "datetime", "2031-04-06T12:00:00", "again", true))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** The automatic actions on the donor, in order. */
    static List<String> audited(String donor) {
        return entries("AUDIT").stream()
                .flatMap(day -> entries("AUDIT#" + day.sortKey()).stream())
                .filter(entry -> entry.text("subject").equals(donor)
                        && entry.text("caller").equals("mail"))
                .map(entry -> entry.text("caller") + " " + entry.text("action"))
                .toList();
    }

    static List<Item> entries(String partition) {
        return DYNAMO_DB
                .queryPaginator(query -> query.tableName("savealife-invitations")
                        .keyConditionExpression("PK = :partition")
                        .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from)
                .toList();
    }

    static RequestSpecification staff() {
        return given().auth().preemptive().basic(STAFF, STAFF).contentType(ContentType.JSON);
    }
}
