package org.savealife.platform.paging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Navigation in a list whose pages follow each other by cursors, in both directions. The address contains {@code after}
 * (the cursor), {@code trail} (the cursors of the pages before, for the way back) and {@code page} (the number of the
 * page, from 1).
 */
public final class Pager {

    private static final String AFTER = "after";
    private static final String TRAIL = "trail";
    private static final String NUMBER = "page";
    private static final String SEPARATOR = ".";

    /** Stands for the first page, which has no cursor. */
    private static final String FIRST = "-";

    /** More would make the address too long for some proxies. Beyond this, the way back leads to the first page. */
    private static final int MAX_TRAIL = 20;

    private final String path;
    private final Map<String, String> filters;
    private final String part;
    private final Cursor next;
    private final String after;
    private final List<String> trail;
    private final int number;

    private Pager(
            Function<String, Optional<String>> parameters,
            String path,
            Map<String, String> filters,
            String part,
            Cursor next) {
        this.path = path;
        this.filters = new LinkedHashMap<>(filters);
        this.part = part;
        this.next = next;
        after = parameter(parameters, AFTER).orElse("");
        trail = parameter(parameters, TRAIL)
                .map(text -> Arrays.asList(text.split("\\" + SEPARATOR, -1)))
                .orElse(List.of());
        number = parameter(parameters, NUMBER)
                .filter(text -> text.matches("[1-9][0-9]{0,6}"))
                .map(Integer::valueOf)
                .orElse(trail.size() + 1);
    }

    /**
     * The navigation of the requested page.
     *
     * @param parameters of the address, by name
     * @param path of the list, relative or absolute
     * @param filters parameters of all its pages; empty ones are left out
     * @param part the anchor of the list in the page, {@code #list}, or ""
     * @param next where the list continues
     */
    public static Pager of(
            Function<String, Optional<String>> parameters,
            String path,
            Map<String, String> filters,
            String part,
            Cursor next) {
        return new Pager(parameters, path, filters, part, next);
    }

    /** A query string of the parameters that are not blank, with its question mark; "" if there are none. */
    public static String query(Map<String, String> parameters) {
        var query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isBlank())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private static Optional<String> parameter(Function<String, Optional<String>> parameters, String name) {
        return parameters.apply(name).filter(text -> !text.isBlank());
    }

    /** Whether there is more than one page. */
    public boolean isNeeded() {
        return !next.isNone() || number > 1 || !after.isEmpty();
    }

    /** Number of this page, from 1. */
    public int getNumber() {
        return number;
    }

    /** The address of the next page; "" on the last page. */
    public String getNext() {
        if (next.isNone()) {
            return "";
        }
        var longer = new ArrayList<>(trail);
        longer.add(after.isEmpty() ? FIRST : after);
        return address(next.text(), longer, number + 1);
    }

    /** The address of the previous page; "" on the first page, or if it is not known. */
    public String getPrevious() {
        if (trail.isEmpty()) {
            return "";
        }
        var last = trail.get(trail.size() - 1);
        return address(last.equals(FIRST) ? "" : last, trail.subList(0, trail.size() - 1), Math.max(1, number - 1));
    }

    /** The address of the first page; "" on the first page. */
    public String getFirst() {
        return after.isEmpty() ? "" : path + query(filters) + part;
    }

    private String address(String cursor, List<String> before, int page) {
        var parameters = new LinkedHashMap<>(filters);
        parameters.put(AFTER, cursor);
        parameters.put(
                TRAIL,
                before.stream().skip(Math.max(0, before.size() - MAX_TRAIL)).collect(Collectors.joining(SEPARATOR)));
        parameters.put(NUMBER, page > 1 ? Integer.toString(page) : "");
        return path + query(parameters) + part;
    }
}
