package org.savealife.bench;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A staff member who walks through the list of donors, from page to page, as a browser without styles and scripts. */
final class ListVisitor {

    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI baseUri;

    private ListVisitor(URI baseUri) {
        this.baseUri = baseUri;
    }

    static ListVisitor signIn(URI baseUri, String name, String password) throws IOException, InterruptedException {
        var visitor = new ListVisitor(baseUri);
        var form = HttpRequest.newBuilder(baseUri.resolve("login.xhtml"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("name=" + name + "&password=" + password))
                .build();
        visitor.send(form, 303);
        return visitor;
    }

    /** Nanoseconds to the whole answer, for so many pages; behind the last page comes the first again. */
    List<Long> walk(String search, int pages) throws IOException, InterruptedException {
        var first = baseUri.resolve("staff/donors.xhtml?" + search);
        var nanos = new ArrayList<Long>();
        var address = first;
        while (nanos.size() < pages) {
            var start = System.nanoTime();
            var page = send(HttpRequest.newBuilder(address).build(), 200);
            nanos.add(System.nanoTime() - start);
            if (!page.contains("class=\"rowlink\"")) {
                throw new IllegalStateException("No donor is on the page " + address);
            }
            var next = NEXT.matcher(page);
            address = next.find() ? address.resolve(next.group(1).replace("&amp;", "&")) : first;
        }
        return nanos;
    }

    private String send(HttpRequest request, int status) throws IOException, InterruptedException {
        var answer = browser.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IllegalStateException(request.uri() + " answers " + answer.statusCode());
        }
        return answer.body();
    }
}
