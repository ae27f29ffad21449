package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.TestTables;

/** When nobody is added. {@link org.savealife.staff.signin.StaffIT} shows that an admin is added to an empty table. */
class FirstStaffMemberTest {

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private StaffRepository staff;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void createTables() {
        tables = new TestTables(database.endpoint());
        staff = StoredStaff.repository(tables);
    }

    @AfterEach
    void deleteTables() {
        tables.client().deleteTable(table -> table.tableName(tables.tables().main()));
        tables.close();
    }

    @Test
    void nobody_is_added_where_there_is_a_staff_member_of_whatever_name_and_role() {
        staff.add(new StaffMember("zoë", "hash", Role.VIEWER));

        first(Optional.of("secret")).add();

        assertThat(staff.find("admin")).isEmpty();
    }

    @Test
    void nobody_is_added_without_a_password() {
        first(Optional.empty()).add();

        assertThat(staff.isEmpty()).isTrue();
    }

    private FirstStaffMember first(Optional<String> password) {
        return new FirstStaffMember(
                staff,
                StoredStaff.passwords(Clock.systemUTC()),
                tables.tables(),
                TestTables.role("web"),
                new StaffSettings("admin", password, 210_000));
    }
}
