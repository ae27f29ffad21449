package org.savealife.platform.faces;

import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;

/**
 * Keeps pages outside {@code /staff} without a session, so that visitors cost no memory and get no cookie. PrimeFaces
 * keeps its nonce in the page's scope, and Faces starts a session when it hears of a new scope; here the scope is made
 * without anybody hearing of it, and ends with the request.
 */
public class SessionlessPagesListener implements PhaseListener {

    private static final long serialVersionUID = 1L;

    @Override
    public PhaseId getPhaseId() {
        return PhaseId.RESTORE_VIEW;
    }

    @Override
    public void afterPhase(PhaseEvent event) {
        var context = event.getFacesContext();
        var page = context.getViewRoot();
        if (page == null || page.getViewId().startsWith("/staff/")) {
            return;
        }
        context.setProcessingEvents(false);
        page.getViewMap(true);
        context.setProcessingEvents(true);
    }
}
