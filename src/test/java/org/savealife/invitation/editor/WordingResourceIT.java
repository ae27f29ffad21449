package org.savealife.invitation.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The words of mails by the API. Other tests get no mail of this kind in Dutch. */
class WordingResourceIT extends SavealifeIT {

    private static final String OFFER = "api/wording/offer/nl";

    @BeforeEach
    @AfterEach
    void ship() {
        savealife.asStaff().header("If-Match", "*").delete(OFFER).then().statusCode(200);
    }

    @Test
    void staff_read_the_words_in_force_and_what_may_be_in_them() {
        read().body("kind", equalTo("offer"), "language", equalTo("nl"), "shipped", equalTo(true))
                .body("subject", equalTo("Er is een plaats voor je: donatiemoment in {{city}} op {{day}}"))
                .body("text", containsString("Afmelden voor deze e-mails: {{unsubscribe_url}}"))
                .body("words", hasKey("hello.waiting"))
                .body("passages.find { it.name == 'text' }.required", hasItems("address", "unsubscribe_url", "until"));
    }

    @Test
    void a_change_is_a_version_and_the_shipped_words_are_one_step_away() {
        var before = read().extract();
        long version = before.jsonPath().getLong("version");

        change(before.header("ETag"), Map.of("subject", "Kom je? {{city}}", "words", Map.of("stop", "Stop & <weg>")))
                .statusCode(200)
                .header("ETag", "\"" + (version + 1) + "\"")
                .body("subject", equalTo("Kom je? {{city}}"), "shipped", equalTo(false))
                .body("words.stop", equalTo("Stop & <weg>"), "changed_by", equalTo(STAFF));
        read().body("subject", equalTo("Kom je? {{city}}"));
        savealife
                .asStaff()
                .header("If-Match", "\"" + (version + 1) + "\"")
                .delete(OFFER)
                .then()
                .statusCode(200)
                .body("shipped", equalTo(true), "version", equalTo((int) version + 2))
                .body("subject", equalTo(before.path("subject")));
        assertThat(actions()).contains("wording.change", "wording.ship");
    }

    @Test
    void of_two_who_have_read_the_same_version_the_second_gets_412() {
        var tag = read().extract().header("ETag");
        change(tag, Map.of("subject", "Een")).statusCode(200);

        change(tag, Map.of("subject", "Twee")).statusCode(412).body("detail", containsString("Read it again"));
        change(tag, Map.of("subject", "Een")).statusCode(200);
        savealife
                .asStaff()
                .contentType(ContentType.JSON)
                .body(Map.of("subject", "Twee"))
                .put(OFFER)
                .then()
                .statusCode(428);

        read().body("subject", equalTo("Een"));
    }

    @Test
    void what_donors_need_may_not_be_left_out_and_what_is_not_there_may_not_be_written() {
        change("*", Map.of("text", "Kom gauw.", "subject", "{{date}}", "words", Map.of("until", "Gauw", "smile", ":)")))
                .statusCode(400)
                .body("errors.field", hasItems("text", "subject", "words.until", "words.smile"))
                .body(
                        "errors.message",
                        hasItems(
                                "There is no {{date}} here. You can write {{city}}, {{day}}, {{organisation}}.",
                                "Please write {{until}} as well: donors need it."));
        change("*", Map.of("html", "<b>")).statusCode(400).body("errors.field", hasItem("html"));

        read().body("shipped", equalTo(true), "text", not(equalTo("Kom gauw.")));
    }

    @Test
    void there_are_no_other_kinds_and_languages() {
        for (var path : List.of("api/wording/birthday/nl", "api/wording/offer/de")) {
            savealife.asStaff().get(path).then().statusCode(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"viewer, 200, 403", "staff, 200, 200", "admin, 200, 200"})
    void who_may_read_and_who_may_change(String role, int read, int changed) {
        var name = addStaffMember(role);

        savealife.as(name).get(OFFER).then().statusCode(read);
        savealife
                .as(name)
                .contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(Map.of("subject", "Van " + role))
                .put(OFFER)
                .then()
                .statusCode(changed);
        savealife.as(name).header("If-Match", "*").delete(OFFER).then().statusCode(changed);
        savealife.asAnybody().get(OFFER).then().statusCode(401);
    }

    private static List<String> actions() {
        return DYNAMO_DB
                .query(query -> query.tableName("savealife-invitations")
                        .keyConditionExpression("PK = :of")
                        .expressionAttributeValues(Map.of(":of", AttributeValue.fromS("AUDIT-OF#offer.nl"))))
                .items()
                .stream()
                .map(entry -> Item.from(entry).text("action"))
                .toList();
    }

    private ValidatableResponse read() {
        return savealife.asStaff().get(OFFER).then().statusCode(200);
    }

    private ValidatableResponse change(String tag, Map<String, ?> words) {
        return savealife
                .asStaff()
                .contentType(ContentType.JSON)
                .header("If-Match", tag)
                .body(words)
                .put(OFFER)
                .then();
    }
}
