package org.savealife.stream.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.stream.Verdict;
import org.savealife.stream.parked.ParkedRecord;
import org.savealife.stream.parked.ParkedRecordActions;
import org.savealife.stream.parked.RecordBody;

/** One parked record, {@code parked.xhtml?id=…}: its content, why it failed, and what staff may do about it. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class ParkedPage {

    @Inject
    ParkedRecordActions control;

    @Inject
    HttpServletRequest request;

    private @Nullable ParkedRecord record;
    private @Nullable String body;

    /**
     * The record.
     *
     * @throws NotFoundException if there is none; the page is then "not found"
     */
    public ParkedRecord getRecord() {
        var known = record;
        if (known == null) {
            known = control.get(id());
            record = known;
        }
        return known;
    }

    /** The stream record as JSON, on several lines. */
    public String getBody() {
        var known = body;
        if (known == null) {
            known = RecordBody.pretty(control.body(id()));
            body = known;
        }
        return known;
    }

    /** Whether it has just failed again. */
    public boolean isFailedAgain() {
        return ViewParameters.find("done").filter("parked"::equals).isPresent();
    }

    @OnlyFor(Roles.STAFF)
    public void replay() throws IOException {
        try {
            var verdict = control.replay(id());
            goTo(
                    verdict == Verdict.PARKED
                            ? "parked.xhtml?id=" + id() + "&done=parked"
                            : "stream.xhtml?done=" + verdict.text());
        } catch (NotFoundException gone) {
            goTo("stream.xhtml?done=gone");
        }
    }

    @OnlyFor(Roles.STAFF)
    public void discard() throws IOException {
        try {
            control.discard(id());
            goTo("stream.xhtml?done=discarded");
        } catch (NotFoundException gone) {
            goTo("stream.xhtml?done=gone");
        }
    }

    private String id() {
        return ViewParameters.find("id").orElse("");
    }

    private void goTo(String page) throws IOException {
        FacesContext.getCurrentInstance().getExternalContext().redirect(request.getContextPath() + "/staff/" + page);
    }
}
