package org.savealife.invitation.web;

import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.RandomId;

/** Runs by their ids in addresses: that of a donation for its invitations, or of the runs that tell more of it. */
public final class RunParameter {

    /** The id of a run that tells of a change, that the donation was called off, or that it is soon. */
    public static final String FORM_OF_NOTICES =
            RandomId.FORM + "\\.(?:change\\.[1-9][0-9]{0,8}|cancel|reminder\\.[1-9])";

    private static final Pattern FORM = Pattern.compile(RandomId.FORM + "|" + FORM_OF_NOTICES);

    private RunParameter() {}

    /** The run with the id; empty if the text is none. Runs of one message have no pages. */
    public static Optional<RunId> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(RunId.of(text)) : Optional.empty();
    }

    /** The address of the run's page below {@code /staff/}. The invitations are on that of the donation. */
    public static String address(RunId run) {
        return page(run) + "?id=" + run.text();
    }

    static String page(RunId run) {
        return run.kind() == Kind.INVITATION ? "donation.xhtml" : "run.xhtml";
    }
}
