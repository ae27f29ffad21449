package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.TestTables;

/** When nobody is added; that an admin is added to an empty table, {@link org.savealife.staff.signin.StaffIT} shows. */
class FirstStaffMemberTest {

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private final StaffRepository staff = new StaffRepository();
    private final FirstStaffMember first = new FirstStaffMember();

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
        staff.dynamoDb = tables.client();
        staff.tables = tables.tables();
        staff.transactions = tables.transactions();
        first.staff = staff;
        first.username = "admin";
        first.password = Optional.of("secret");
    }

    @AfterEach
    void deleteTables() {
        tables.client().deleteTable(table -> table.tableName(tables.tables().main()));
        tables.close();
    }

    @Test
    void nobody_is_added_where_there_is_a_staff_member_of_whatever_name_and_role() {
        staff.add(new StaffMember("zoë", "hash", Role.VIEWER));

        first.add();

        assertThat(staff.find("admin")).isEmpty();
    }

    @Test
    void nobody_is_added_without_a_password() {
        first.password = Optional.empty();

        first.add();

        assertThat(staff.isEmpty()).isTrue();
    }
}
