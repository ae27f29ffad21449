package org.savealife.donor.bounce;

import jakarta.annotation.PostConstruct;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.savealife.donor.Suppression;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The part of {@code mail.xhtml} where staff decide whether donors are suppressed whose mail bounced together with that
 * of many others.
 */
@Named
@ViewScoped
@OnlyFor(Roles.ADMIN)
public class HeldBouncesPage implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    transient BounceCircuitBreaker brake;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient MessageBundle texts;

    private final List<Line> lines = new ArrayList<>();

    /** A group of donors that waits. */
    public static final class Line implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String key;
        private final boolean provider;
        private final String name;
        private final int donors;
        private final Instant since;
        private final ArrayList<String> reasons;

        private Line(BounceCircuitBreaker.Waiting waiting) {
            key = waiting.group().key();
            provider = waiting.group().isProvider();
            name = waiting.group().name();
            donors = waiting.donors();
            since = waiting.since();
            reasons = new ArrayList<>(waiting.reasons().stream()
                    .map(reason -> Suppression.of(reason).detail())
                    .filter(detail -> !detail.isEmpty())
                    .toList());
        }

        /** Whether the group is a mail provider; otherwise it is a city. */
        public boolean isProvider() {
            return provider;
        }

        public String getName() {
            return name;
        }

        public int getDonors() {
            return donors;
        }

        public Instant getSince() {
            return since;
        }

        /** The answers of mail servers, the most frequent first. */
        public List<String> getReasons() {
            return reasons;
        }
    }

    @PostConstruct
    void load() {
        lines.clear();
        brake.waiting().stream().map(Line::new).forEach(lines::add);
    }

    @OnlyFor(Roles.ADMIN)
    public void putAside(Line line) {
        decide(line, true, "held.aside.done");
    }

    @OnlyFor(Roles.ADMIN)
    public void leaveIn(Line line) {
        decide(line, false, "held.leave.done");
    }

    private void decide(Line line, boolean aside, String done) {
        var said = texts.get(brake.decide(line.key, aside, caller.getName()) ? done : "held.goes-on");
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(FacesMessage.SEVERITY_INFO, said, ""));
        load();
    }

    public List<Line> getLines() {
        return lines;
    }
}
