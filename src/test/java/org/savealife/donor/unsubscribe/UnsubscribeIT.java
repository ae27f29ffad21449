package org.savealife.donor.unsubscribe;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.savealife.donor.DonorBuilder.aDonor;
import static org.savealife.fixture.Savealife.newAddress;

import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.ReceivedMail;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;

/** How a donor unsubscribes, from the mail to the next run. */
class UnsubscribeIT extends SavealifeIT {

    private static final String QUESTION = "Stop these e-mails?";
    private static final String STOPPED = "You get no more invitations";

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @Test
    void every_message_has_the_link_for_mail_programs_and_for_people() {
        var mail = invite(signUp(newAddress()));

        assertThat(mail.headers("List-Unsubscribe"))
                .singleElement()
                .asString()
                .matches("<http://.+/unsubscribe/[A-Za-z0-9_-]{64}>");
        assertThat(mail.headers("List-Id")).singleElement().asString().matches("<invitations\\.[a-z.]+>");
        assertThat(mail.headers("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        var url = mail.headers("List-Unsubscribe").get(0).replaceAll("[<>]", "");
        assertThat(mail.text()).contains("Stop these e-mails: " + url);
        assertThat(mail.html()).contains("href=\"" + url + "\"");
    }

    @Test
    void opening_the_link_shows_a_button_and_changes_nothing() {
        var donor = signUp(newAddress());
        var link = link(invite(donor));

        page(anybody().get(link)).statusCode(200).body(containsString(QUESTION), containsString("Zoë, "));
        anybody().head(link).then().statusCode(200).header("Set-Cookie", equalTo(null));
        page(anybody().get(link)).body(containsString("method=\"post\""), not(containsString(donor)));

        assertThat(stored(donor)).containsEntry("unsubscribed", false);
    }

    @Test
    void the_request_of_a_mail_program_unsubscribes_at_once_and_the_next_run_skips_the_donor() {
        var donor = signUp(newAddress());
        var link = link(invite(donor));

        page(oneClick(link)).statusCode(200).body(containsString(STOPPED));
        page(oneClick(link)).statusCode(200).body(containsString(STOPPED));

        assertThat(stored(donor)).containsEntry("unsubscribed", true);
        page(anybody().get(link)).statusCode(200).body(containsString(STOPPED), not(containsString(QUESTION)));
        MAILBOX.clear();
        var donation = savealife.announce(city);
        savealife
                .awaitRunEnded(donation)
                .body("counts.sent", equalTo(0), "counts.skipped", equalTo(1))
                .body("skipped_by_reason.unsubscribed", equalTo(1));
        savealife.outcome(donation, id(donor)).body("outcome", equalTo("skipped"), "reason", equalTo("unsubscribed"));
        assertThat(MAILBOX.mails()).noneMatch(mail -> mail.recipients().contains(donor));
    }

    @Test
    void the_link_works_from_wherever_mail_is_read() {
        var donor = signUp(newAddress());
        var link = link(invite(donor));

        page(anybody()
                        .header("Sec-Fetch-Site", "cross-site")
                        .header("Origin", "https://webmail.example")
                        .post(link))
                .statusCode(200);

        assertThat(stored(donor)).containsEntry("unsubscribed", true);
    }

    @Test
    void the_page_finds_its_styles() {
        var html = anybody().get(link(invite(signUp(newAddress())))).asString();

        for (var path : List.of("resources/css/base.css", "resources/css/public.css", "resources/img/favicon.svg")) {
            assertThat(html).contains("\"../" + path + "\"");
            anybody().get(path).then().statusCode(200);
        }
    }

    @Test
    void a_slash_or_a_full_stop_behind_the_link_does_no_harm() {
        var donor = signUp(newAddress());
        var link = link(invite(donor));

        page(anybody().get(link + "/"))
                .statusCode(200)
                .body(containsString(QUESTION), containsString("\"../../resources/css/base.css\""));
        page(oneClick(link + ".")).statusCode(200).body(containsString(STOPPED));

        assertThat(stored(donor)).containsEntry("unsubscribed", true);
    }

    @Test
    void a_form_in_parts_does_as_well_and_so_does_an_empty_body() {
        var inParts = signUp(newAddress());
        var link = link(invite(inParts));

        page(anybody().multiPart("List-Unsubscribe", "One-Click").post(link)).statusCode(200);
        assertThat(stored(inParts)).containsEntry("unsubscribed", true);

        page(anybody().post(link + "?again")).statusCode(200).body(containsString("You get invitations again"));
        assertThat(stored(inParts)).containsEntry("unsubscribed", false);
        page(anybody().post(link)).statusCode(200);
        assertThat(stored(inParts)).containsEntry("unsubscribed", true);
    }

    @Test
    void a_run_that_is_going_leaves_out_who_unsubscribes_in_the_middle() {
        var early = signUp(newAddress());
        var link = link(invite(early));
        var id = id(early);
        StoredDonors.add(DYNAMO_DB, "savealife", city, 2_000);
        // the others keep the run busy while the relay is away, so that it comes to this donor last
        var last = aDonor().withId("f".repeat(16) + id.substring(16)).from(city).build();
        StoredDonors.add(DYNAMO_DB, "savealife", List.of(last));
        MAILBOX.disconnect();
        var donation = savealife.announce(city);
        savealife.awaitRun(donation, "running");

        page(oneClick(linkOf(last, link))).statusCode(200).body(containsString(STOPPED));
        MAILBOX.reconnect();

        savealife
                .awaitRunEnded(donation)
                .body("counts.skipped", equalTo(1), "skipped_by_reason.unsubscribed", equalTo(1));
        savealife.outcome(donation, last.id()).body("outcome", equalTo("skipped"), "reason", equalTo("unsubscribed"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"GET", "POST"})
    void a_forged_link_says_what_to_do_and_changes_nothing(Method method) {
        var donor = signUp(newAddress());
        var link = link(invite(donor));
        var id = id(donor);

        for (var forged : List.of(
                link.substring(0, link.length() - 1),
                link + "A",
                link.replaceFirst("[^/]+$", id),
                link.replaceFirst("[^/]+$", ""),
                link + "/x")) {
            page(anybody().request(method, forged))
                    .statusCode(404)
                    .body(containsString("This link does not work"), containsString("latest invitation"));
        }

        assertThat(stored(donor)).containsEntry("unsubscribed", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
    void another_method_is_refused(String method) {
        var donor = signUp(newAddress());

        page(anybody().request(method, link(invite(donor)))).statusCode(405).header("Allow", "GET, HEAD, POST");

        assertThat(stored(donor)).containsEntry("unsubscribed", false);
    }

    @Test
    void a_body_that_is_far_too_large_is_refused() {
        var donor = signUp(newAddress());

        anybody()
                .contentType("text/plain")
                .body("x".repeat(70_000))
                .post(link(invite(donor)))
                .then()
                .statusCode(413);

        assertThat(stored(donor)).containsEntry("unsubscribed", false);
    }

    @Test
    void while_the_database_is_away_the_page_says_to_come_back() {
        var donor = signUp(newAddress());
        var link = link(invite(donor));
        DATABASE.disconnect();
        try {
            page(oneClick(link)).statusCode(503).header("Retry-After", matchesPattern("\\d+"));
        } finally {
            DATABASE.reconnect();
        }

        savealife.awaitReady();
        page(oneClick(link)).statusCode(200);
        assertThat(stored(donor)).containsEntry("unsubscribed", true);
    }

    @Test
    void who_signs_up_again_comes_back_by_the_page_in_a_mail_and_strangers_see_no_difference() {
        var donor = signUp(newAddress());
        page(oneClick(link(invite(donor)))).statusCode(200);
        MAILBOX.clear();

        savealife
                .asStaff()
                .body(signup(donor))
                .post("api/donor/signup")
                .then()
                .statusCode(409)
                .body("detail", containsString("unsubscribed since"));
        assertThat(stored(donor)).containsEntry("unsubscribed", true);
        signUp(donor);

        var back = backLink(savealife.awaitMailTo(donor));
        page(anybody().get(back)).statusCode(200).body(containsString("Send me invitations again"));
        assertThat(stored(donor)).containsEntry("unsubscribed", true).doesNotContainKey("consent");
        page(anybody().post(back + "=" + Consent.current())).statusCode(200);
        assertThat(stored(donor)).containsEntry("unsubscribed", false).containsEntry("consent", Consent.current());
        assertThat(invite(donor).recipients()).containsExactly(donor);
    }

    /** Every answer is a page that may not be stored, framed or indexed, and starts no session. */
    private static ValidatableResponse page(Response response) {
        return response.then()
                .contentType("text/html;charset=UTF-8")
                .header("Set-Cookie", equalTo(null))
                .header("Location", equalTo(null))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", containsString("default-src 'none'"));
    }

    private static Response oneClick(String link) {
        return anybody().formParam("List-Unsubscribe", "One-Click").post(link);
    }

    private static RequestSpecification anybody() {
        return given().redirects().follow(false);
    }

    /** The path of the link in the header, at the server of this test: the configured server has another port. */
    private static String link(ReceivedMail mail) {
        return URI.create(mail.headers("List-Unsubscribe").get(0).replaceAll("[<>]", ""))
                .getPath()
                .substring(1);
    }

    /** A link made with the secret of the running application, as in a mail to this donor. */
    private static String linkOf(Donor donor, String anyLink) {
        var item = DYNAMO_DB.getItem(get -> get.tableName("savealife-invitations")
                .key(Item.of("SECRET#unsubscribe", "SECRET").key()));
        var secret = Item.from(item.item()).text("secret");
        return anyLink.replaceFirst(
                "[^/]+$", UnsubscribeTokens.of(List.of(secret)).token(donor.id()));
    }

    private String signUp(String address) {
        savealife.signUp(signup(address));
        return address;
    }

    private Map<String, String> signup(String address) {
        return Map.of("first_name", "Zoë", "email", address, "city", city);
    }

    /** Path and query of the link, at the server of this test. */
    private static String backLink(ReceivedMail mail) {
        var link = mail.text()
                .lines()
                .filter(line -> line.endsWith("?back"))
                .findFirst()
                .map(URI::create)
                .orElseThrow();
        return link.getPath().substring(1) + "?" + link.getQuery();
    }

    private ReceivedMail invite(String address) {
        MAILBOX.clear();
        savealife.announce(city);
        return savealife.awaitMailTo(address);
    }

    private String id(String address) {
        return String.valueOf(stored(address).get("id"));
    }

    private Map<String, Object> stored(String address) {
        return savealife.donor(city, address);
    }
}
