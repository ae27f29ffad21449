package org.savealife.staff.signin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.SilentAudit;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.staff.ApiToken;
import org.savealife.staff.Role;
import org.savealife.staff.StaffMember;
import org.savealife.staff.StaffRepository;
import org.savealife.staff.StoredStaff;
import org.savealife.staff.TokenSecret;

class StaffIdentityStoreTest {

    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final List<String> audited = new ArrayList<>();
    private final StaffMember zoe = new StaffMember("zoe-" + RandomId.next(), "hash of right", Role.STAFF);
    private StaffRepository staff;
    private StaffIdentityStore store;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @BeforeEach
    void prepare() {
        staff = StoredStaff.repository(tables);
        staff.add(zoe);
        var clock = new TestClock();
        store = new StaffIdentityStore(
                staff,
                StoredStaff.passwords(clock),
                new SilentAudit(tables) {
                    @Override
                    public void record(String who, String action, String subjectId) {
                        audited.add(who + " " + action + " " + subjectId);
                    }
                },
                clock);
    }

    @Test
    void a_token_does_not_outlive_the_password_of_its_member_whatever_the_table_holds() {
        var secret = TokenSecret.random(new SecureRandom());
        var token = new ApiToken(secret.id(), zoe.name(), "reports", Instant.EPOCH, LATER, ApiToken.mark(zoe));
        staff.addToken(token);
        var bearer = new BearerToken(secret.text());
        assertThat(store.validate(bearer).getStatus()).isEqualTo(Status.VALID);

        staff.changePassword(zoe.name(), "hash of other");
        assertThat(store.validate(bearer).getStatus()).isEqualTo(Status.INVALID);
        staff.addToken(token);

        assertThat(store.validate(bearer).getStatus()).isEqualTo(Status.INVALID);
    }

    @Test
    void a_token_that_an_older_version_made_works_until_its_member_has_a_new_password() {
        var secret = TokenSecret.random(new SecureRandom());
        staff.addToken(new ApiToken(secret.id(), zoe.name(), "reports", Instant.EPOCH, LATER, ""));
        var bearer = new BearerToken(secret.text());
        assertThat(store.validate(bearer).getStatus()).isEqualTo(Status.VALID);

        staff.changePassword(zoe.name(), "hash of other");

        assertThat(store.validate(bearer).getStatus()).isEqualTo(Status.INVALID);
    }

    @Test
    void what_began_with_a_token_stands_until_the_token_is_revoked() {
        var secret = TokenSecret.random(new SecureRandom());
        staff.addToken(new ApiToken(secret.id(), zoe.name(), "reports", Instant.EPOCH, LATER, ApiToken.mark(zoe)));
        var standing = store.standing(new BearerToken(secret.text()), zoe.name());
        assertThat(standing.getAsBoolean()).isTrue();

        staff.removeToken(secret.id(), zoe.name());

        assertThat(standing.getAsBoolean()).isFalse();
    }

    @Test
    void what_began_with_a_password_stands_until_that_is_another_one() {
        var standing = store.standing(signIn("right"), zoe.name());
        assertThat(standing.getAsBoolean()).isTrue();

        staff.changePassword(zoe.name(), "hash of other");

        assertThat(standing.getAsBoolean()).isFalse();
    }

    @Test
    void what_began_stands_until_its_member_is_gone() {
        var standing = store.standing(signIn("right"), zoe.name());

        staff.remove(zoe.name());

        assertThat(standing.getAsBoolean()).isFalse();
    }

    @Test
    void a_refused_sign_in_is_in_the_audit_with_the_address_that_it_came_from() {
        assertThat(store.validate(signIn("wrong")).getStatus()).isEqualTo(Status.INVALID);

        assertThat(audited).containsExactly(zoe.name() + " session.refuse 192.0.2.1");
    }

    @Test
    void a_name_that_nobody_has_may_be_a_password_and_stays_out_of_the_audit() {
        store.validate(new SignInCredential("my secret password", "wrong", "192.0.2.1"));
        store.validate(new SignInCredential("nobody-" + zoe.name(), "wrong", "192.0.2.1"));

        assertThat(audited).containsExactly("? session.refuse 192.0.2.1", "? session.refuse 192.0.2.1");
    }

    @Test
    void a_right_password_refuses_nobody() {
        assertThat(store.validate(signIn("right")).getStatus()).isEqualTo(Status.VALID);

        assertThat(audited).isEmpty();
    }

    private Credential signIn(String password) {
        return new SignInCredential(zoe.name(), password, "192.0.2.1");
    }
}
