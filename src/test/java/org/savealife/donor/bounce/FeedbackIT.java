package org.savealife.donor.bounce;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.savealife.fixture.Savealife;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A donor of each test, about whose mail the application gets feedback. */
abstract class FeedbackIT extends SavealifeIT {

    /** A city that no other test uses. */
    final String city = "Haarlem " + RandomId.next();

    final String address = Savealife.newAddress();

    String signUp() {
        return savealife.addDonor(Map.of("first_name", "Zoë", "email", address, "city", city));
    }

    ValidatableResponse stored(String donor) {
        return savealife.asStaff().get("api/donor/{id}", donor).then().statusCode(200);
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
}
