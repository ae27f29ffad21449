package org.savealife.staff;

import org.savealife.platform.dynamodb.Item;

/**
 * A staff member in the table: {@code STAFF#<name>}, {@code STAFF}; {@code password_hash} and {@code role} are texts.
 */
public final class StaffItem {

    static final String FAMILY = "STAFF#";
    static final String SORT_KEY = "STAFF";

    static final String PASSWORD_HASH = "password_hash";
    static final String ROLE = "role";

    private StaffItem() {}

    public static Item key(String name) {
        return Item.of(FAMILY + name, SORT_KEY);
    }

    static Item of(StaffMember member) {
        return key(member.name())
                .with(PASSWORD_HASH, member.passwordHash())
                .with(ROLE, member.role().code());
    }

    static StaffMember read(Item item) {
        return new StaffMember(
                item.partitionKey().substring(FAMILY.length()), item.text(PASSWORD_HASH), Role.of(item.text(ROLE)));
    }
}
