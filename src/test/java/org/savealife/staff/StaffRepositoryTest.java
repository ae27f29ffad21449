package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;

class StaffRepositoryTest {

    private static final Instant CREATED = Instant.parse("2026-11-23T12:00:00Z");
    private static final StaffMember ZOE = new StaffMember("zoë", "hash", Role.STAFF);

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private final LostAnswers lost = new LostAnswers();
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
        tables = new TestTables(database.endpoint(), lost);
        staff = StoredStaff.repository(tables);
    }

    /** The table without staff is a case, so no test may see the staff of another. */
    @AfterEach
    void deleteTables() {
        tables.client().deleteTable(table -> table.tableName(tables.tables().main()));
        tables.close();
    }

    @Test
    void a_staff_member_is_found_by_name() {
        staff.add(ZOE);

        assertThat(staff.find("zoë")).contains(ZOE);
        assertThat(staff.find("zoe")).isEmpty();
    }

    @Test
    void nobody_takes_the_name_of_another() {
        staff.add(ZOE);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> staff.add(new StaffMember("ZOË", "other hash", Role.ADMIN)));

        assertThat(staff.find("zoë")).contains(ZOE);
    }

    @Test
    void it_is_empty_until_there_is_a_staff_member_whatever_else_the_table_holds() {
        staff.addToken(token("admin", ApiToken.NEVER));
        assertThat(staff.isEmpty()).isTrue();

        staff.add(ZOE);

        assertThat(staff.isEmpty()).isFalse();
    }

    @Test
    void a_token_is_found_by_its_id_and_keeps_its_end() {
        var lasting = token("zoë", ApiToken.NEVER);
        var passing = token("zoë", CREATED.plusSeconds(60));
        staff.addToken(lasting);
        staff.addToken(passing);

        assertThat(staff.findToken(lasting.id())).contains(lasting);
        assertThat(staff.findToken(passing.id())).contains(passing);
    }

    @Test
    void a_token_expires_at_the_moment_given() {
        var token = token("zoë", CREATED.plusSeconds(60));

        assertThat(token.isExpired(CREATED.plusSeconds(59))).isFalse();
        assertThat(token.isExpired(CREATED.plusSeconds(60))).isTrue();
        assertThat(token("zoë", ApiToken.NEVER).isExpired(Instant.MAX.minusNanos(1)))
                .isFalse();
    }

    @Test
    void only_its_own_member_revokes_a_token_and_only_once() {
        var token = token("zoë", ApiToken.NEVER);
        staff.addToken(token);

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> staff.removeToken(token.id(), "admin"));
        assertThat(staff.findToken(token.id())).contains(token);

        staff.removeToken(token.id(), "zoë");

        assertThat(staff.findToken(token.id())).isEmpty();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> staff.removeToken(token.id(), "zoë"));
    }

    @Test
    void everybody_is_listed_by_name() {
        staff.add(ZOE);
        staff.add(new StaffMember("ali", "hash", Role.ADMIN));

        assertThat(staff.list()).extracting(StaffMember::name).containsExactly("ali", "zoë");
    }

    @Test
    void a_role_and_a_password_are_changed_and_nothing_else() {
        staff.add(ZOE);

        staff.changeRole("zoë", Role.VIEWER);
        staff.changePassword("zoë", "other hash");

        assertThat(staff.find("zoë")).contains(new StaffMember("zoë", "other hash", Role.VIEWER));
    }

    @Test
    void a_new_password_ends_the_tokens_of_its_member_and_of_nobody_else() {
        staff.add(ZOE);
        var theirs = token("zoë", ApiToken.NEVER);
        var other = token("ali", ApiToken.NEVER);
        staff.addToken(theirs);
        staff.addToken(other);

        staff.changePassword("zoë", "other hash");

        assertThat(staff.findToken(theirs.id())).isEmpty();
        assertThat(staff.findToken(other.id())).contains(other);
    }

    @Test
    void a_token_stands_for_its_member_with_the_password_that_they_had() {
        var token = token("zoë", ApiToken.NEVER);
        staff.addToken(token);

        assertThat(staff.findToken(token.id())).hasValueSatisfying(found -> {
            assertThat(found.isOf(ZOE)).isTrue();
            assertThat(found.isOf(new StaffMember("zoë", "other hash", Role.STAFF)))
                    .isFalse();
            assertThat(found.isOf(new StaffMember("ali", "hash", Role.STAFF))).isFalse();
        });
    }

    @Test
    void whatever_is_done_to_staff_and_tokens_can_be_recorded_in_the_same_transaction() {
        var token = token("zoë", ApiToken.NEVER);

        assertThat(TestAudit.records(tables, () -> staff.add(ZOE))).as("add").isTrue();
        assertThat(TestAudit.records(tables, () -> staff.changeRole("zoë", Role.VIEWER)))
                .as("role")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> staff.changePassword("zoë", "other hash")))
                .as("password")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> staff.addToken(token)))
                .as("token")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> staff.removeToken(token.id(), "zoë")))
                .as("token revoked")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> staff.remove("zoë")))
                .as("remove")
                .isTrue();
    }

    @Test
    void who_is_not_there_is_not_changed_into_somebody() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> staff.changeRole("zoë", Role.ADMIN));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> staff.changePassword("zoë", "hash"));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> staff.remove("zoë"));

        assertThat(staff.list()).isEmpty();
    }

    @Test
    void the_only_admin_stays_one() {
        staff.add(new StaffMember("ali", "hash", Role.ADMIN));
        staff.add(ZOE);

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> staff.remove("ali"));
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> staff.changeRole("ali", Role.STAFF));
        staff.changeRole("ali", Role.ADMIN);

        assertThat(staff.find("ali")).map(StaffMember::role).contains(Role.ADMIN);
    }

    @Test
    void two_admins_cannot_both_go_even_at_the_same_moment() {
        for (var round = 0; round < 10; round++) {
            var one = "one" + round;
            var other = "other" + round;
            staff.add(new StaffMember(one, "hash", Role.ADMIN));
            staff.add(new StaffMember(other, "hash", Role.ADMIN));
            staff.list().stream()
                    .filter(member ->
                            !member.name().equals(one) && !member.name().equals(other))
                    .forEach(member -> staff.remove(member.name()));

            Stream.of(one, other).parallel().forEach(this::tryToRemove);

            assertThat(staff.list()).hasSize(1);
        }
    }

    private void tryToRemove(String name) {
        try {
            staff.remove(name);
        } catch (ConflictException theOtherIsGone) {
            assertThat(theOtherIsGone).hasMessageNotContaining("null");
        }
    }

    @Test
    void tokens_go_with_their_member_and_do_not_come_back_with_the_name() {
        staff.add(new StaffMember("ali", "hash", Role.ADMIN));
        staff.add(ZOE);
        var theirs = token("zoë", ApiToken.NEVER);
        var others = token("ali", ApiToken.NEVER);
        staff.addToken(theirs);
        staff.addToken(others);

        staff.remove("zoë");
        staff.add(ZOE);

        assertThat(staff.listTokens()).containsExactly(others);
    }

    @Test
    void a_token_that_expires_goes_some_time_later_and_one_that_does_not_stays() {
        staff = StoredStaff.repository(tables, 30);
        var passing = token("zoë", CREATED.plusSeconds(60));
        var lasting = token("zoë", ApiToken.NEVER);

        staff.addToken(passing);
        staff.addToken(lasting);

        assertThat(deletion(passing))
                .contains(passing.expires().plus(Duration.ofDays(30)).getEpochSecond());
        assertThat(deletion(lasting)).isEmpty();
        assertThat(staff.listTokens()).containsExactlyInAnyOrder(passing, lasting);
    }

    private Optional<Long> deletion(ApiToken token) {
        var stored = tables.client()
                .getItem(get -> get.tableName(tables.tables().main())
                        .key(TokenItem.key(token.id()).key()));
        return Item.from(stored.item()).findNumber("delete_after");
    }

    @Test
    void what_was_done_counts_though_the_answer_was_lost() {
        var admin = new StaffMember("ali", "hash", Role.ADMIN);
        var token = token("zoë", ApiToken.NEVER);
        staff.add(admin);

        loseAnswer(() -> staff.add(ZOE));
        loseAnswer(() -> staff.changeRole("zoë", Role.ADMIN));
        loseAnswer(() -> staff.changePassword("zoë", "other hash"));
        assertThat(staff.find("zoë")).contains(new StaffMember("zoë", "other hash", Role.ADMIN));
        loseAnswer(() -> staff.addToken(token));
        assertThat(staff.findToken(token.id())).contains(token);
        loseAnswer(() -> staff.removeToken(token.id(), "zoë"));
        assertThat(staff.findToken(token.id())).isEmpty();
        loseAnswer(() -> staff.remove("zoë"));
        assertThat(staff.list()).containsExactly(admin);
    }

    private void loseAnswer(Runnable call) {
        lost.loseNext();
        call.run();
        assertThat(lost.isLost()).isTrue();
    }

    private static ApiToken token(String staffName, Instant expires) {
        return new ApiToken(
                TokenSecret.random(new SecureRandom()).id(),
                staffName,
                "reports",
                CREATED,
                expires,
                ApiToken.mark(new StaffMember(staffName, "hash", Role.STAFF)));
    }
}
