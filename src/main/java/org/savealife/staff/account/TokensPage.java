package org.savealife.staff.account;

import jakarta.annotation.PostConstruct;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.staff.ApiToken;
import org.savealife.staff.StaffRepository;
import org.savealife.staff.TokenSecret;

/** API tokens: the user's own, and for admins those of everybody. A new one is shown once. */
@Named
@ViewScoped
@OnlyFor(Roles.VIEWER)
public class TokensPage implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    transient StaffRepository staff;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient Clock clock;

    /** One line of the list. */
    public static final class Line implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String id;
        private final String owner;
        private final String label;
        private final Instant created;
        private final Instant expires;
        private final boolean expired;

        private Line(ApiToken token, Instant now) {
            id = token.id();
            owner = token.staffName();
            label = token.label();
            created = token.created();
            expires = token.expires();
            expired = token.isExpired(now);
        }

        public String getOwner() {
            return owner;
        }

        public String getLabel() {
            return label;
        }

        public Instant getCreated() {
            return created;
        }

        public Instant getExpires() {
            return expires;
        }

        public boolean isLasting() {
            return expires.equals(ApiToken.NEVER);
        }

        public boolean isExpired() {
            return expired;
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private String label = "";
    private int days = 90;
    private String secret = "";

    @PostConstruct
    void load() {
        var now = clock.instant();
        lines.clear();
        staff.listTokens().stream()
                .filter(token -> caller.isAdmin() || token.staffName().equals(caller.getName()))
                .map(token -> new Line(token, now))
                .forEach(lines::add);
    }

    public void create() {
        secret = "";
        try {
            var fresh = TokenSecret.random(new SecureRandom());
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            var token = new ApiToken(fresh.id(), caller.getName(), ApiToken.label(label), now, expires(now), mark());
            audit.recording("token.create", token.id(), () -> staff.addToken(token));
            secret = fresh.text();
            label = "";
        } catch (IllegalArgumentException unfit) {
            tell(FacesMessage.SEVERITY_ERROR, "tokens.unfit");
        }
        load();
    }

    private String mark() {
        return staff.find(caller.getName())
                .map(ApiToken::mark)
                .orElseThrow(() -> new NotFoundException("There is no staff member of that name any more."));
    }

    /** When a token expires; 0 days mean never. */
    private Instant expires(Instant now) {
        return days <= 0 ? ApiToken.NEVER : now.plus(Duration.ofDays(days));
    }

    public void revoke(Line line) {
        secret = "";
        if (!line.owner.equals(caller.getName())) {
            caller.check(Roles.ADMIN);
        }
        try {
            audit.recording("token.revoke", line.id, () -> staff.removeToken(line.id, line.owner));
            tell(FacesMessage.SEVERITY_INFO, "tokens.revoked", line.label);
        } catch (NotFoundException gone) {
            tell(FacesMessage.SEVERITY_ERROR, "tokens.gone");
        }
        load();
    }

    private void tell(FacesMessage.Severity severity, String key, Object... arguments) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(severity, texts.get(key, arguments), ""));
    }

    public List<Line> getLines() {
        return lines;
    }

    public String getLabel() {
        return label;
    }

    public void setLabel(String label) {
        this.label = label;
    }

    public int getDays() {
        return days;
    }

    public void setDays(int days) {
        this.days = days;
    }

    /** The new token, or "". */
    public String getSecret() {
        return secret;
    }
}
