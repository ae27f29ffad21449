package org.savealife.platform.faces;

import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;

/**
 * Renders pages outside {@code /staff} without a session, so that visitors need no memory and get no cookie. PrimeFaces
 * stores its nonce in the view scope, and Faces starts a session when a view scope is created with an event. Here, the
 * scope is created without an event, and ends with the request.
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
