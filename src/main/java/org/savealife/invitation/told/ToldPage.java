package org.savealife.invitation.told;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.web.DonationPage;
import org.savealife.invitation.web.RunParameter;
import org.savealife.invitation.web.RunProgress;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** The runs that tell more of the donation on {@link DonationPage}, and how many donors they have told and missed. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class ToldPage {

    private final DonationPage page;
    private final Notices notices;
    private final MessageBundle texts;
    private final DateTimeTexts times;
    private final Clock clock;

    private @Nullable List<Told> runs;

    @Inject
    public ToldPage(DonationPage page, Notices notices, MessageBundle texts, DateTimeTexts times, Clock clock) {
        this.page = page;
        this.notices = notices;
        this.texts = texts;
        this.times = times;
        this.clock = clock;
    }

    /**
     * A run.
     *
     * @param address of its page
     * @param notReached how many donors it could not tell so far
     */
    public record Told(RunProgress figures, String title, String address, long notReached) {

        public String status() {
            return figures.run().status().word();
        }

        public long sent() {
            return figures.run().counts().sent();
        }
    }

    /** The runs, the last one first. */
    public List<Told> getRuns() {
        var known = runs;
        if (known == null) {
            var told = new ArrayList<>(
                    notices.runs(page.getDonation()).stream().map(this::told).toList());
            Collections.reverse(told);
            known = told;
            runs = known;
        }
        return known;
    }

    private Told told(InvitationRun run) {
        return new Told(
                new RunProgress(run, clock.instant()),
                title(run),
                RunParameter.address(run.id()),
                Notices.notReached(run));
    }

    Optional<Told> find(RunId id) {
        return getRuns().stream()
                .filter(told -> told.figures().run().id().equals(id))
                .findFirst();
    }

    /** What the run tells, in words. */
    public String title(InvitationRun run) {
        return texts.get("told." + run.id().kind().word(), times.dated(run.openedAt()));
    }

    /** The run of the page {@code run.xhtml}. */
    public Told getRun() {
        return told(page.getFigures().run());
    }
}
