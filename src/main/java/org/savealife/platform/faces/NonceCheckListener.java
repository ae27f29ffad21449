package org.savealife.platform.faces;

import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;
import jakarta.ws.rs.ForbiddenException;

/**
 * Refuses a form without the nonce of its page, which is not ours, before it does anything. PrimeFaces itself checks
 * the nonce only after the action.
 */
public class NonceCheckListener implements PhaseListener {

    private static final long serialVersionUID = 1L;

    /** Where PrimeFaces stores the nonce, and the name of the field in its forms. */
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
