package org.savealife.platform.faces;

import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;
import jakarta.ws.rs.ForbiddenException;

/**
 * Refuses a form that does not bring the nonce of its page, so none that we made, before it does anything: PrimeFaces itself
 * looks at it when the action is done.
 */
public class NonceCheckListener implements PhaseListener {

    private static final long serialVersionUID = 1L;

    /** Where PrimeFaces keeps it, and what its forms call it. */
    private static final String NONCE = "primefaces.nonce";

    @Override
    public PhaseId getPhaseId() {
        return PhaseId.RESTORE_VIEW;
    }

    @Override
    public void afterPhase(PhaseEvent event) {
        var context = event.getFacesContext();
        if (context.isPostback() && !brings(context)) {
            throw new ForbiddenException();
        }
    }

    private static boolean brings(FacesContext context) {
        var page = context.getViewRoot().getViewMap(false);
        var nonce = page == null ? null : page.get(NONCE);
        return nonce == null
                || nonce.equals(
                        context.getExternalContext().getRequestParameterMap().get(NONCE));
    }
}
