package org.savealife.platform.faces;

import jakarta.faces.FacesException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.savealife.platform.problem.ErrorServlet;

/**
 * Responds to exceptions of Ajax requests of a page with the right status; {@code staff.js} then tells the user.
 * Exceptions of other page requests go to the container and so to the {@link ErrorServlet}.
 */
public class PageExceptionHandlerFactory extends ExceptionHandlerFactory {

    public PageExceptionHandlerFactory(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {

        private Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() throws FacesException {
            var context = FacesContext.getCurrentInstance();
            var events = getUnhandledExceptionQueuedEvents().iterator();
            if (context.getPartialViewContext().isAjaxRequest() && events.hasNext()) {
                answer(context, events.next().getContext().getException());
                events.remove();
                return;
            }
            getWrapped().handle();
        }

        private static void answer(FacesContext context, Throwable failure) {
            var problem = ErrorServlet.of(failure).problem();
            var external = context.getExternalContext();
            if (!external.isResponseCommitted()) {
                external.responseReset();
                external.setResponseStatus(problem.status());
                external.setResponseContentType("text/plain");
                external.setResponseCharacterEncoding("UTF-8");
                try {
                    external.getResponseOutputWriter().write(problem.detail());
                } catch (IOException gone) {
                    throw new UncheckedIOException("The browser went away before the answer.", gone);
                }
            }
            context.responseComplete();
        }
    }
}
