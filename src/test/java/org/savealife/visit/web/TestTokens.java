package org.savealife.visit.web;

import static io.restassured.RestAssured.given;

import java.util.List;
import org.savealife.platform.dynamodb.Item;
import org.savealife.visit.link.AnswerTokens;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Tokens made with the secret of the running application, as in its mails. */
final class TestTokens {

    private TestTokens() {}

    static String of(DynamoDbClient dynamoDb, String donation, String donor) {
        return AnswerTokens.of(List.of(secret(dynamoDb))).token(new AnswerTokens.Invitee(donation, donor));
    }

    /** The application makes its secret when it first needs it. */
    static String secret(DynamoDbClient dynamoDb) {
        given().get("r/none").then().statusCode(404);
        var item = dynamoDb.getItem(get -> get.tableName("savealife-invitations")
                .key(Item.of("SECRET#unsubscribe", "SECRET").key()));
        return Item.from(item.item()).text("secret");
    }
}
