package org.savealife;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** A member of staff at the pages: sends what a browser with PrimeFaces' script sends, and needs no browser. */
final class StaffBrowser {

    private static final Pattern VIEW_STATE =
            Pattern.compile("name=\"jakarta\\.faces\\.ViewState\"[^>]*value=\"([^\"]+)\"");

    private static final Pattern NONCE = Pattern.compile("'nonce-([^']+)'");

    private final URI baseUri;
    private final String session;

    private StaffBrowser(URI baseUri, String session) {
        this.baseUri = baseUri;
        this.session = session;
    }

    /** Signs in the first staff member through the form. */
    static StaffBrowser signIn(URI baseUri, String password) {
        var session = given().baseUri(baseUri.toString())
                .redirects()
                .follow(false)
                .formParam("name", "admin")
                .formParam("password", password)
                .post("login.xhtml")
                .then()
                .statusCode(303)
                .extract()
                .cookie("JSESSIONID");
        return new StaffBrowser(baseUri, session);
    }

    /** Opens a page, which must be there. */
    Response open(String page) {
        var shown = request().get(page);
        shown.then().statusCode(200);
        return shown;
    }

    /** The text of a page. */
    String text(String page) {
        return open(page).body().asString();
    }

    /**
     * Sends the form of the import page with a file of donors.
     *
     * @return the page on which the import is shown
     */
    String importDonors(String csv) {
        var page = "staff/donors-import.xhtml";
        var shown = open(page);
        return request()
                .multiPart("import", "import")
                .multiPart("import:file", "donors.csv", csv.getBytes(StandardCharsets.UTF_8), "text/csv")
                .multiPart("import:check", "")
                .multiPart("primefaces.nonce", nonce(shown))
                .multiPart("jakarta.faces.ViewState", viewState(shown))
                .post(page)
                .then()
                .statusCode(303)
                .extract()
                .header("Location")
                .substring(1);
    }

    /** Opens a page, fills in the fields, and presses a button of the form. */
    void press(String page, String form, String button, Map<String, String> fields) {
        var shown = open(page);
        request()
                .header("Faces-Request", "partial/ajax")
                .formParams(fields)
                .formParam(form, form)
                .formParam("jakarta.faces.ViewState", viewState(shown))
                .formParam("primefaces.nonce", nonce(shown))
                .formParam("jakarta.faces.partial.ajax", "true")
                .formParam("jakarta.faces.source", button)
                .formParam("jakarta.faces.partial.execute", "@all")
                .formParam("jakarta.faces.partial.render", form)
                .formParam(button, button)
                .post(page)
                .then()
                .statusCode(200)
                .body(not(containsString("<error>")));
    }

    private RequestSpecification request() {
        return given().baseUri(baseUri.toString())
                .cookie("JSESSIONID", session)
                .redirects()
                .follow(false);
    }

    private static String viewState(Response page) {
        return find(VIEW_STATE, page.body().asString());
    }

    private static String nonce(Response page) {
        return find(NONCE, page.header("Content-Security-Policy"));
    }

    private static String find(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }
}
