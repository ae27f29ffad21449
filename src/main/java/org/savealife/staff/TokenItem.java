package org.savealife.staff;

import org.savealife.platform.dynamodb.Item;

/**
 * An API token in the table: {@code TOKEN#<id>}, {@code TOKEN}; texts {@code staff_name}, {@code label} and
 * {@code made_with} ({@link ApiToken#made}), instants {@code created_at} and {@code expires_at}, which is absent if the
 * token does not expire.
 */
final class TokenItem {

    static final String STAFF_NAME = "staff_name";

    static final String FAMILY = "TOKEN#";
    static final String SORT_KEY = "TOKEN";

    private static final String LABEL = "label";
    private static final String CREATED = "created_at";
    private static final String MADE_WITH = "made_with";
    private static final String EXPIRES = "expires_at";

    private TokenItem() {}

    static Item key(String id) {
        return Item.of(FAMILY + id, SORT_KEY);
    }

    static Item of(ApiToken token) {
        var item = key(token.id())
                .with(STAFF_NAME, token.staffName())
                .with(LABEL, token.label())
                .with(CREATED, token.created())
                .with(MADE_WITH, token.made());
        return token.expires().equals(ApiToken.NEVER) ? item : item.with(EXPIRES, token.expires());
    }

    static ApiToken read(Item item) {
        return new ApiToken(
                item.partitionKey().substring(FAMILY.length()),
                item.text(STAFF_NAME),
                item.text(LABEL),
                item.instant(CREATED),
                item.findInstant(EXPIRES).orElse(ApiToken.NEVER),
                item.findText(MADE_WITH).orElse(""));
    }
}
