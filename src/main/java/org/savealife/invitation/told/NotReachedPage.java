package org.savealife.invitation.told;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.savealife.invitation.web.DonationPage;
import org.savealife.invitation.web.ReasonTexts;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** Whom the run of {@link DonationPage} has not reached, to phone or print: {@code not-reached.xhtml?id=<run id>}. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class NotReachedPage {

    private final DonationPage page;
    private final NotReached notReached;
    private final ReasonTexts reasons;

    private @Nullable List<NotReached.Line> lines;

    @Inject
    public NotReachedPage(DonationPage page, NotReached notReached, ReasonTexts reasons) {
        this.page = page;
        this.notReached = notReached;
        this.reasons = reasons;
    }

    public List<NotReached.Line> getLines() {
        var known = lines;
        if (known == null) {
            known = notReached.find(page.getRunId(), page.getDonation());
            lines = known;
        }
        return known;
    }

    /** Whether there may be more donors than the list has. */
    public boolean isCut() {
        return getLines().size() >= NotReached.MOST;
    }

    /** Why the donor was not reached. */
    public String why(NotReached.Line line) {
        return reasons.words(line.outcome());
    }
}
